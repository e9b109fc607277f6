"""Other words for the scenes that the program ships, as people write them into keywords.

A paragraph a scene or parent: its id, then words, English before Chinese. Plural and case do not
matter (see :mod:`app.core.keyword_map`). A word stands once: what may mean two scenes stands
nowhere, and is left for the person to map. Scenes of other packs, and a person's own, are found by
their names.
"""

from __future__ import annotations

_SCENES = """
mountain: mountain, mountain range, hill, peak, summit, alps, volcano, 山, 高山, 山峰, 山脉,
  群山, 丘陵, 火山
snow_ice: snow, ice, glacier, iceberg, winter landscape, 雪, 冰, 雪景, 冰川, 冰雪风光
forest: forest, woods, woodland, jungle, rainforest, 树林, 丛林, 雨林, 森林风光
autumn: autumn, fall foliage, autumn leaf, fall leaf, autumn colour, autumn color, fall color,
  秋天, 秋色, 红叶, 枫叶
desert_canyon: desert, canyon, dune, sand dune, badlands, 沙漠, 峡谷, 沙丘, 戈壁
field_countryside: field, countryside, farmland, meadow, pasture, vineyard, rural, 田野, 乡村,
  农田, 草原, 草地, 麦田, 稻田
garden_park: garden, park, botanical garden, lawn, 花园, 公园, 园林, 植物园
flowers: flower, blossom, bloom, rose, tulip, orchid, 花, 鲜花, 花朵, 樱花, 玫瑰
beach_coast: beach, coast, seaside, shore, shoreline, seashore, coastline, sea, ocean, 海, 海滩,
  沙滩, 海岸, 海边, 大海, 海洋
river_lake: river, lake, stream, creek, pond, 河, 湖, 江, 河流, 湖泊, 湖水, 溪流, 池塘
waterfall: waterfall, cascade, 瀑布景观
harbor_boats: harbour, harbor, boat, marina, ship, sailboat, yacht, ferry, port, 港口, 船, 船只,
  码头, 帆船, 轮船, 游艇
swimming_pool: swimming pool, pool, 泳池
aquarium_underwater: aquarium, underwater, coral reef, scuba, diving, 水族馆, 水下, 海底, 珊瑚,
  潜水
sunset: sunset, sunrise, dusk, dawn, golden hour, 夕阳, 日出, 黄昏, 晚霞, 朝霞
sky_clouds: cloud, blue sky, 云, 云彩, 蓝天, 白云
night_sky: night sky, star, milky way, firework, aurora, northern lights, astrophotography,
  星空, 银河, 烟花, 极光, 星星
city_buildings: skyline, skyscraper, tall building, cityscape, high rise, downtown, 高楼,
  摩天大楼, 城市风光, 天际线
street: street, alley, street scene, 街, 街景, 小巷, 胡同
night_city: city at night, night city, city lights, 夜景, 城市夜晚
historic_religious: church, cathedral, temple, mosque, castle, ruins, palace, monastery,
  synagogue, shrine, pagoda, monument, historic building, 教堂, 寺庙, 寺院, 清真寺, 城堡, 宫殿,
  古迹, 遗址, 古建筑, 塔
bridge: bridge, viaduct, 桥, 大桥, 石桥
road_transport: road, highway, motorway, railway, railroad, rail, path, 道路, 公路, 铁路,
  高速公路
station_airport: station, train station, railway station, airport, metro station, bus station,
  车站, 火车站, 机场, 地铁站
vehicles: car, train, plane, airplane, aeroplane, aircraft, bus, truck, motorcycle, bicycle,
  vehicle, 汽车, 火车, 飞机, 车辆, 公交车, 摩托车, 自行车
bedroom: bedroom, hotel room, 卧房, 睡房
bathroom: bathroom, toilet, restroom, shower, 浴室, 卫生间, 洗手间, 厕所
kitchen: kitchen, 灶台
living_dining: living room, dining room, lounge, sitting room, 客厅, 餐室, 起居室
office_classroom: office, classroom, lecture hall, meeting room, library room, 办公室, 教室,
  会议室
museum_gallery: museum, gallery, exhibition, 博物馆, 画廊, 展览, 美术馆
shop_market: shop, store, market, supermarket, mall, shopping, 商店, 市场, 超市, 商场, 集市
restaurant_bar: restaurant, bar, cafe, café, pub, coffee shop, 餐厅, 酒吧, 咖啡馆, 饭店
stage_concert: stage, concert, theatre, theater, live music, performance, 舞台, 音乐会, 演唱会,
  演出, 剧场
sports: sport, football, soccer, basketball, tennis, running, skiing, surfing, cycling, 体育,
  足球, 篮球, 网球, 跑步, 滑雪
sports_stadium: stadium, sports ground, pitch, arena, 体育馆, 球场, 运动场
playground_amusement: playground, amusement park, theme park, fairground, 游乐园, 主题公园
celebration: party, wedding, birthday, celebration, birthday party, 聚会, 婚礼, 生日, 派对, 庆祝
portrait: portrait, selfie, headshot, 肖像, 自拍, 人像摄影
group: group photo, group, group portrait, 合照, 集体照
children: child, children, kid, baby, toddler, 孩子, 小孩, 宝宝, 婴儿
pets: pet, cat, dog, kitten, puppy, 宠物, 猫, 狗, 小猫, 小狗
birds: bird, birding, 鸟类, 小鸟
wild_animals: wildlife, farm animal, wild animal, horse, cow, sheep, elephant, lion, zoo,
  野生动物, 农场动物, 马, 牛, 羊, 大象, 动物园
insects: insect, butterfly, bee, spider, dragonfly, beetle, 蝴蝶, 蜜蜂, 蜘蛛, 蜻蜓
food: food, meal, dish, dessert, cake, breakfast, lunch, dinner, 菜肴, 甜点, 蛋糕, 早餐, 午餐,
  晚餐
fruit_veg: fruit, vegetable, 水果, 蔬菜
document: document, receipt, scan, paper, text, 文件, 收据, 扫描件, 票据
screenshot: screenshot, screen shot, screen capture, 屏幕截图, 截屏
artwork: art, artwork, painting, sculpture, statue, drawing, mural, graffiti, 艺术, 绘画, 雕塑,
  雕像, 壁画, 涂鸦
"""
# Known, and no scenes to label with.
_PARENTS = """
outdoors: outdoor, outside, landscape, scenery, 室外, 风景, 风光
indoors: indoor, inside, interior, 室内景
nature: natural, 大自然
water: water, waterscape, 水
sky: sky, 天空
city: city, building, architecture, town, urban, 城市, 建筑
traffic: traffic, transport, transportation, travel by road, 运输
home: house, 家
people: person, man, woman, human, 人, 人们
animals: animal, fauna, 动物世界
events: event, leisure, 活动, 休闲
living: living thing, 生物
things: thing, object, 物体
public: public room, public building, 公共建筑
food_drink: drink, beverage, 饮料
papers: screen, 屏幕
"""


def _read(text: str) -> dict[str, tuple[str, ...]]:
    paragraphs = text.strip().replace("\n  ", " ").splitlines()
    pairs = (line.split(": ", maxsplit=1) for line in paragraphs)
    return {scene: tuple(words.split(", ")) for scene, words in pairs}


SYNONYMS = {**_read(_SCENES), **_read(_PARENTS)}
