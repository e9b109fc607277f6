<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="zh_CN" sourcelanguage="en">
<context>
    <name>AboutDialog</name>
    <message>
        <source>About Albumen</source>
        <translation>关于 Albumen</translation>
    </message>
    <message>
        <source>Version {version}</source>
        <translation>版本 {version}</translation>
    </message>
    <message>
        <source>A photo album that tags photos by scene, and says no when it is not sure. Photos stay on this computer.</source>
        <translation>按场景为照片加标签的相册；没有把握时，它会直说。照片始终留在这台电脑上。</translation>
    </message>
    <message>
        <source>Apache License 2.0. The licences of all parts are shipped with it.</source>
        <translation>Apache 许可证 2.0。所有组成部分的许可证随程序附带。</translation>
    </message>
    <message>
        <source>Places: GeoNames (CC BY 4.0) and Natural Earth, without any network.</source>
        <translation>地点数据：GeoNames（CC BY 4.0）与 Natural Earth，无需网络。</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
    <message>
        <source>Licences</source>
        <translation>许可证</translation>
    </message>
    <message>
        <source>Build {commit} of {date}, Qt {qt}, PyTorch {torch}</source>
        <translation>构建 {commit}（{date}），Qt {qt}，PyTorch {torch}</translation>
    </message>
    <message>
        <source>From source, Qt {qt}</source>
        <translation>从源代码运行，Qt {qt}</translation>
    </message>
    <message>
        <source>Model: {name}, {backbone}</source>
        <translation>模型：{name}，{backbone}</translation>
    </message>
    <message>
        <source>Model version of this library: {n}</source>
        <translation>此库的模型版本：{n}</translation>
    </message>
    <message>
        <source>Features are computed by: {way}</source>
        <translation>特征由以下计算：{way}</translation>
    </message>
</context>
<context>
    <name>AlbumDesk</name>
    <message>
        <source>Name of the album for {photos}:</source>
        <translation>{photos} 的新相册名称：</translation>
    </message>
    <message>
        <source>New album</source>
        <translation>新相册</translation>
    </message>
    <message>
        <source>Put {photos} into the album (a new name makes one):</source>
        <translation>把 {photos} 放入相册（输入新名称则新建）：</translation>
    </message>
    <message>
        <source>Add to an album</source>
        <translation>加入相册</translation>
    </message>
    <message>
        <source>Keep the search</source>
        <translation>保存搜索</translation>
    </message>
    <message>
        <source>Name of the search:</source>
        <translation>搜索的名称：</translation>
    </message>
    <message>
        <source>Rename</source>
        <translation>重命名</translation>
    </message>
    <message>
        <source>New name:</source>
        <translation>新名称：</translation>
    </message>
    <message>
        <source>Delete the album {name}? Its photos stay where they are.</source>
        <translation>删除相册“{name}”？其中的照片仍在原处。</translation>
    </message>
    <message>
        <source>Forget the search {name}? No photo is touched.</source>
        <translation>删除搜索“{name}”？不会动任何照片。</translation>
    </message>
    <message>
        <source>Put {photos} into the album {name}. {keys} takes it back.</source>
        <translation>已把 {photos} 放入相册“{name}”。按 {keys} 撤销。</translation>
    </message>
    <message>
        <source>{keys} takes it back.</source>
        <translation>按 {keys} 撤销。</translation>
    </message>
    <message>
        <source>Delete</source>
        <translation>删除</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
</context>
<context>
    <name>AnswerTeller</name>
    <message>
        <source>A check: the program had accepted {scene}, and you agree.</source>
        <translation>这是一次抽查：程序已接受为{scene}，您也同意。</translation>
    </message>
    <message>
        <source>A check: the program had accepted {scene}, and you do not agree.</source>
        <translation>这是一次抽查：程序已接受为{scene}，但您不同意。</translation>
    </message>
    <message>
        <source>{done}. {keys} takes it back.</source>
        <translation>{done}。按 {keys} 可撤销。</translation>
    </message>
</context>
<context>
    <name>Browser</name>
    <message>
        <source>Photos</source>
        <translation>照片</translation>
    </message>
    <message>
        <source>Filmstrip</source>
        <translation>胶片</translation>
    </message>
    <message>
        <source>Nothing is found</source>
        <translation>没有找到</translation>
    </message>
    <message>
        <source>No photo of this list is what the search asks for.</source>
        <translation>此列表中没有符合搜索条件的照片。</translation>
    </message>
    <message>
        <source>Clear the search</source>
        <translation>清除搜索</translation>
    </message>
    <message>
        <source>Nothing to review yet</source>
        <translation>暂时没有待确认的照片</translation>
    </message>
    <message>
        <source>Photos are still being looked at. What the program is not sure of appears here.</source>
        <translation>照片仍在分析中。程序没有把握的照片会出现在这里。</translation>
    </message>
    <message>
        <source>Nothing left to review</source>
        <translation>没有待确认的照片了</translation>
    </message>
    <message>
        <source>Every photo has a scene. New photos that the program is not sure of appear here.</source>
        <translation>每张照片都有场景。程序没有把握的新照片会出现在这里。</translation>
    </message>
    <message>
        <source>Nothing to refine</source>
        <translation>没有需要细分的照片</translation>
    </message>
    <message>
        <source>Photos of which the program knows what they show, but not which scene of it, appear here: water, but beach or lake?</source>
        <translation>程序知道大致内容、但不确定具体场景的照片会出现在这里：是水景，但是海滩还是湖泊？</translation>
    </message>
    <message>
        <source>Every file could be read</source>
        <translation>所有文件都能读取</translation>
    </message>
    <message>
        <source>Files that are damaged, or in a format that is not known, appear here with the reason.</source>
        <translation>损坏或格式未知的文件会连同原因出现在这里。</translation>
    </message>
    <message>
        <source>You have not labelled a photo yet</source>
        <translation>您还没有标注过照片</translation>
    </message>
    <message>
        <source>In Needs review P accepts what is proposed, a number chooses a candidate, and T types a scene. Your word always wins.</source>
        <translation>在“待确认”中，P 接受所提的场景，数字选择候选，T 输入场景。您说的话永远优先。</translation>
    </message>
    <message>
        <source>No photos here yet</source>
        <translation>这里还没有照片</translation>
    </message>
    <message>
        <source>Photos appear here as soon as a scan has found and tagged them.</source>
        <translation>扫描找到照片并加上标签后，它们就会出现在这里。</translation>
    </message>
</context>
<context>
    <name>ChipStrip</name>
    <message>
        <source>Take out: {what}</source>
        <translation>移除：{what}</translation>
    </message>
</context>
<context>
    <name>ColourRow</name>
    <message>
        <source>Colour {name}</source>
        <translation>颜色 {name}</translation>
    </message>
    <message>
        <source>Other…</source>
        <translation>其他…</translation>
    </message>
</context>
<context>
    <name>CommandPalette</name>
    <message>
        <source>Find a command</source>
        <translation>查找命令</translation>
    </message>
    <message>
        <source>Commands that fit</source>
        <translation>符合的命令</translation>
    </message>
    <message>
        <source>Enter runs the marked command, Escape closes.</source>
        <translation>按 Enter 运行所选命令，按 Esc 关闭。</translation>
    </message>
    <message>
        <source>makes no sense now</source>
        <translation>现在不可用</translation>
    </message>
</context>
<context>
    <name>Commands</name>
    <message>
        <source>Library</source>
        <translation>图库</translation>
    </message>
    <message>
        <source>Photos</source>
        <translation>照片</translation>
    </message>
    <message>
        <source>Decide</source>
        <translation>判断</translation>
    </message>
    <message>
        <source>Look</source>
        <translation>查看</translation>
    </message>
    <message>
        <source>Help</source>
        <translation>帮助</translation>
    </message>
    <message>
        <source>Choose candidate {n}</source>
        <translation>选择候选 {n}</translation>
    </message>
    <message>
        <source>Add a folder of photos…</source>
        <translation>添加照片文件夹…</translation>
    </message>
    <message>
        <source>Add folder</source>
        <translation>添加文件夹</translation>
    </message>
    <message>
        <source>Rescan all folders</source>
        <translation>重新扫描所有文件夹</translation>
    </message>
    <message>
        <source>Look at these files again</source>
        <translation>重新读取这些文件</translation>
    </message>
    <message>
        <source>Refresh scenes…</source>
        <translation>刷新场景…</translation>
    </message>
    <message>
        <source>Suggest new scenes</source>
        <translation>建议新场景</translation>
    </message>
    <message>
        <source>Model versions…</source>
        <translation>模型版本…</translation>
    </message>
    <message>
        <source>History</source>
        <translation>历史记录</translation>
    </message>
    <message>
        <source>Export tags…</source>
        <translation>导出标签…</translation>
    </message>
    <message>
        <source>Export a table or checksums…</source>
        <translation>导出表格或校验和…</translation>
    </message>
    <message>
        <source>Verify checksums…</source>
        <translation>核对校验和…</translation>
    </message>
    <message>
        <source>Use keywords as labels…</source>
        <translation>将关键词用作标签…</translation>
    </message>
    <message>
        <source>Settings…</source>
        <translation>设置…</translation>
    </message>
    <message>
        <source>Quit</source>
        <translation>退出</translation>
    </message>
    <message>
        <source>Open</source>
        <translation>打开</translation>
    </message>
    <message>
        <source>Open with…</source>
        <translation>打开方式…</translation>
    </message>
    <message>
        <source>Show in the file manager</source>
        <translation>在文件管理器中显示</translation>
    </message>
    <message>
        <source>More like this</source>
        <translation>更多相似照片</translation>
    </message>
    <message>
        <source>Copy the files</source>
        <translation>复制文件</translation>
    </message>
    <message>
        <source>Copy the paths</source>
        <translation>复制路径</translation>
    </message>
    <message>
        <source>Copy to a folder…</source>
        <translation>复制到文件夹…</translation>
    </message>
    <message>
        <source>Move to a folder…</source>
        <translation>移动到文件夹…</translation>
    </message>
    <message>
        <source>Contact sheet…</source>
        <translation>联系表…</translation>
    </message>
    <message>
        <source>Move to the trash…</source>
        <translation>移到回收站…</translation>
    </message>
    <message>
        <source>Yes, this scene</source>
        <translation>是，就是这个场景</translation>
    </message>
    <message>
        <source>Yes, this scene (outside the review)</source>
        <translation>是，就是这个场景（在“待确认”之外）</translation>
    </message>
    <message>
        <source>No, not this scene</source>
        <translation>不是这个场景</translation>
    </message>
    <message>
        <source>No, not this scene (outside the review)</source>
        <translation>不，不是这个场景（在“待确认”之外）</translation>
    </message>
    <message>
        <source>None of the scenes</source>
        <translation>不属于任何场景</translation>
    </message>
    <message>
        <source>Type a scene</source>
        <translation>输入场景</translation>
    </message>
    <message>
        <source>Last scene again</source>
        <translation>再用上一个场景</translation>
    </message>
    <message>
        <source>Skip</source>
        <translation>跳过</translation>
    </message>
    <message>
        <source>Clear my label</source>
        <translation>清除我的标签</translation>
    </message>
    <message>
        <source>New scene from the selected photos…</source>
        <translation>用所选照片新建场景…</translation>
    </message>
    <message>
        <source>Select all</source>
        <translation>全选</translation>
    </message>
    <message>
        <source>Select look-alikes</source>
        <translation>选择相似照片</translation>
    </message>
    <message>
        <source>Open or close a group of look-alikes</source>
        <translation>展开或收起一组相似照片</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>撤销</translation>
    </message>
    <message>
        <source>Redo</source>
        <translation>重做</translation>
    </message>
    <message>
        <source>Search photos</source>
        <translation>搜索照片</translation>
    </message>
    <message>
        <source>Answer the sheet</source>
        <translation>回答这一页</translation>
    </message>
    <message>
        <source>Turn the sheet round</source>
        <translation>反转这一页</translation>
    </message>
    <message>
        <source>The heap shows none of the scenes</source>
        <translation>这一堆不属于任何场景</translation>
    </message>
    <message>
        <source>Skip the sheet</source>
        <translation>跳过这一页</translation>
    </message>
    <message>
        <source>Back to the last sheet</source>
        <translation>回到上一页</translation>
    </message>
    <message>
        <source>Enlarge a photo of the sheet</source>
        <translation>放大这一页的一张照片</translation>
    </message>
    <message>
        <source>Stop the review here</source>
        <translation>到此停止审阅</translation>
    </message>
    <message>
        <source>Sheets that refine coarse tags, too</source>
        <translation>也用页来细化粗标签</translation>
    </message>
    <message>
        <source>Enlarge what the pointer rests on</source>
        <translation>放大指针停留处的照片</translation>
    </message>
    <message>
        <source>Grid</source>
        <translation>网格</translation>
    </message>
    <message>
        <source>Filmstrip</source>
        <translation>胶片</translation>
    </message>
    <message>
        <source>Loupe</source>
        <translation>放大镜</translation>
    </message>
    <message>
        <source>Full screen</source>
        <translation>全屏</translation>
    </message>
    <message>
        <source>Scenes page</source>
        <translation>场景页</translation>
    </message>
    <message>
        <source>Duplicates</source>
        <translation>重复照片</translation>
    </message>
    <message>
        <source>Review by the sheet</source>
        <translation>按页审阅</translation>
    </message>
    <message>
        <source>Places on a map</source>
        <translation>地图上的地点</translation>
    </message>
    <message>
        <source>Go to Needs review</source>
        <translation>前往“待确认”</translation>
    </message>
    <message>
        <source>Go to To refine</source>
        <translation>前往“待细分”</translation>
    </message>
    <message>
        <source>On this day</source>
        <translation>当年今日</translation>
    </message>
    <message>
        <source>Filters</source>
        <translation>筛选</translation>
    </message>
    <message>
        <source>Why panel</source>
        <translation>“为什么”面板</translation>
    </message>
    <message>
        <source>Timeline</source>
        <translation>时间线</translation>
    </message>
    <message>
        <source>Look-alikes as one tile</source>
        <translation>相似照片合为一格</translation>
    </message>
    <message>
        <source>Larger thumbnails</source>
        <translation>放大缩略图</translation>
    </message>
    <message>
        <source>Smaller thumbnails</source>
        <translation>缩小缩略图</translation>
    </message>
    <message>
        <source>Whole photos in tiles</source>
        <translation>格中显示整张照片</translation>
    </message>
    <message>
        <source>Zoom to 100 %</source>
        <translation>放大到 100%</translation>
    </message>
    <message>
        <source>Zoom in</source>
        <translation>放大</translation>
    </message>
    <message>
        <source>Zoom out</source>
        <translation>缩小</translation>
    </message>
    <message>
        <source>Information on the photo</source>
        <translation>照片信息</translation>
    </message>
    <message>
        <source>Compare photos</source>
        <translation>比较照片</translation>
    </message>
    <message>
        <source>Switch between compared photos</source>
        <translation>在比较的照片之间切换</translation>
    </message>
    <message>
        <source>Zoom compared photos together</source>
        <translation>同步缩放比较的照片</translation>
    </message>
    <message>
        <source>Slideshow</source>
        <translation>幻灯片放映</translation>
    </message>
    <message>
        <source>Pause the slideshow, or go on</source>
        <translation>暂停或继续幻灯片放映</translation>
    </message>
    <message>
        <source>Slideshow by chance</source>
        <translation>随机播放幻灯片</translation>
    </message>
    <message>
        <source>All keys</source>
        <translation>所有按键</translation>
    </message>
    <message>
        <source>Manual</source>
        <translation>使用手册</translation>
    </message>
    <message>
        <source>How to search</source>
        <translation>如何搜索</translation>
    </message>
    <message>
        <source>Find a command…</source>
        <translation>查找命令…</translation>
    </message>
    <message>
        <source>Take the tour</source>
        <translation>快速导览</translation>
    </message>
    <message>
        <source>Report a problem…</source>
        <translation>报告问题…</translation>
    </message>
    <message>
        <source>About Albumen</source>
        <translation>关于 Albumen</translation>
    </message>
    <message>
        <source>Stars: {n}</source>
        <translation>{n} 星</translation>
    </message>
    <message>
        <source>New album from the selected photos…</source>
        <translation>用所选照片新建相册…</translation>
    </message>
    <message>
        <source>Add to an album…</source>
        <translation>加入相册…</translation>
    </message>
    <message>
        <source>Take out of the album</source>
        <translation>从相册移出</translation>
    </message>
    <message>
        <source>One place earlier in the album</source>
        <translation>在相册中前移一位</translation>
    </message>
    <message>
        <source>One place later in the album</source>
        <translation>在相册中后移一位</translation>
    </message>
    <message>
        <source>Make it the album&apos;s cover</source>
        <translation>设为相册封面</translation>
    </message>
    <message>
        <source>Keep this search…</source>
        <translation>保存此搜索…</translation>
    </message>
    <message>
        <source>Rename the album or search…</source>
        <translation>重命名相册或搜索…</translation>
    </message>
    <message>
        <source>Delete the album or search…</source>
        <translation>删除相册或搜索…</translation>
    </message>
    <message>
        <source>Pick the photo</source>
        <translation>选中这张照片</translation>
    </message>
    <message>
        <source>Reject the photo</source>
        <translation>淘汰这张照片</translation>
    </message>
    <message>
        <source>Take the flag away</source>
        <translation>去掉旗标</translation>
    </message>
</context>
<context>
    <name>ComparePage</name>
    <message>
        <source>Photos that are compared</source>
        <translation>正在比较的照片</translation>
    </message>
</context>
<context>
    <name>ComparePane</name>
    <message>
        <source>{scene}?</source>
        <translation>{scene}？</translation>
    </message>
    <message>
        <source>{n} of {count}</source>
        <translation>第 {n} 张，共 {count} 张</translation>
    </message>
</context>
<context>
    <name>ContactSheetDialog</name>
    <message>
        <source>Contact sheet</source>
        <translation>联系表</translation>
    </message>
    <message>
        <source>No title</source>
        <translation>无标题</translation>
    </message>
    <message>
        <source>Letter</source>
        <translation>Letter（信纸）</translation>
    </message>
    <message>
        <source>Landscape</source>
        <translation>横向</translation>
    </message>
    <message>
        <source>File name</source>
        <translation>文件名</translation>
    </message>
    <message>
        <source>Scene</source>
        <translation>场景</translation>
    </message>
    <message>
        <source>Date</source>
        <translation>日期</translation>
    </message>
    <message>
        <source>Save as PDF…</source>
        <translation>存为 PDF…</translation>
    </message>
    <message>
        <source>Print…</source>
        <translation>打印…</translation>
    </message>
    <message>
        <source>Title</source>
        <translation>标题</translation>
    </message>
    <message>
        <source>Columns</source>
        <translation>列数</translation>
    </message>
    <message>
        <source>Paper</source>
        <translation>纸张</translation>
    </message>
    <message>
        <source>Below each photo</source>
        <translation>照片下方</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
    <message numerus="yes">
        <source>%Ln page(s)</source>
        <translation>
            <numerusform>%Ln 页</numerusform>
        </translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>Save as PDF</source>
        <translation>存为 PDF</translation>
    </message>
    <message>
        <source>The printer takes no page: nothing was printed. Look whether it is on and has paper, or save the sheet as PDF.</source>
        <translation>打印机不接受页面：没有打印任何内容。请检查打印机是否已开启并有纸，或将联系表保存为 PDF。</translation>
    </message>
</context>
<context>
    <name>CountTexts</name>
    <message numerus="yes">
        <source>%Ln photo(s)</source>
        <translation>
            <numerusform>%Ln 张照片</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>DecisionBar</name>
    <message>
        <source>Yes to all {n}</source>
        <translation>全部 {n} 张：是</translation>
    </message>
    <message>
        <source>No to all {n}</source>
        <translation>全部 {n} 张：否</translation>
    </message>
    <message>
        <source>Yes, {scene}</source>
        <translation>是，{scene}</translation>
    </message>
    <message>
        <source>Not {scene}</source>
        <translation>不是{scene}</translation>
    </message>
    <message>
        <source>None of the scenes</source>
        <translation>不属于任何场景</translation>
    </message>
    <message>
        <source>Type a scene</source>
        <translation>输入场景</translation>
    </message>
    <message>
        <source>Again: {scene}</source>
        <translation>再次：{scene}</translation>
    </message>
    <message numerus="yes">
        <source>%Ln left</source>
        <translation>
            <numerusform>剩余 %Ln 张</numerusform>
        </translation>
    </message>
    <message>
        <source>None</source>
        <comment>of the scenes, where there is little room</comment>
        <translation>都不是</translation>
    </message>
    <message>
        <source>Type</source>
        <comment>a scene, where there is little room</comment>
        <translation>输入</translation>
    </message>
</context>
<context>
    <name>DuplicateCounts</name>
    <message numerus="yes">
        <source>%Ln set(s)</source>
        <translation>
            <numerusform>%Ln 组</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln photo(s) could not be looked at.</source>
        <translation>
            <numerusform>有 %Ln 张照片无法查看。</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln photo(s) to the trash, {size}</source>
        <translation>
            <numerusform>%Ln 张照片将移到回收站，{size}</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Move %Ln photo(s), {size}, to the trash?</source>
        <translation>
            <numerusform>将 %Ln 张照片（{size}）移到回收站？</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln photo(s) moved to the trash.</source>
        <translation>
            <numerusform>已将 %Ln 张照片移到回收站。</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln photo(s) got the label of a copy.</source>
        <translation>
            <numerusform>%Ln 张照片得到了副本的标签。</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln set(s) left alone: a file that stays has changed.</source>
        <translation>
            <numerusform>%Ln 组未处理：保留的文件已改变。</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln photo(s) could not go.</source>
        <translation>
            <numerusform>%Ln 张照片未能移走。</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln to the trash</source>
        <translation>
            <numerusform>%Ln 张移到回收站</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln keyword(s) or text(s)</source>
        <translation>
            <numerusform>%Ln 个关键词或文字</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln file(s) belong to it</source>
        <translation>
            <numerusform>%Ln 个附属文件</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Duplicates</name>
    <message>
        <source>All</source>
        <translation>全部</translation>
    </message>
    <message>
        <source>Identical files</source>
        <translation>完全相同的文件</translation>
    </message>
    <message>
        <source>Same picture</source>
        <translation>同一画面</translation>
    </message>
    <message>
        <source>Bursts</source>
        <translation>连拍</translation>
    </message>
    <message>
        <source>the largest</source>
        <translation>尺寸最大</translation>
    </message>
    <message>
        <source>as the camera wrote it</source>
        <translation>相机原片</translation>
    </message>
    <message>
        <source>the best format</source>
        <translation>格式最佳</translation>
    </message>
    <message>
        <source>the sharpest</source>
        <translation>最清晰</translation>
    </message>
    <message>
        <source>your label</source>
        <translation>有您的标签</translation>
    </message>
    <message>
        <source>stars, albums or keywords of its own</source>
        <translation>有自己的星级、相册或关键词</translation>
    </message>
    <message>
        <source>files that belong to it</source>
        <translation>有附属文件</translation>
    </message>
    <message>
        <source>raw file and picture both stay</source>
        <translation>RAW 文件和图片都保留</translation>
    </message>
    <message>
        <source>the plainer name</source>
        <translation>文件名更简洁</translation>
    </message>
    <message>
        <source>To the trash</source>
        <translation>移到回收站</translation>
    </message>
    <message>
        <source>Keep</source>
        <translation>保留</translation>
    </message>
    <message>
        <source>Keep: {why}</source>
        <translation>保留：{why}</translation>
    </message>
    <message>
        <source>Size</source>
        <translation>大小</translation>
    </message>
    <message>
        <source>Format</source>
        <translation>格式</translation>
    </message>
    <message>
        <source>Sharpness</source>
        <translation>清晰度</translation>
    </message>
    <message>
        <source>Taken</source>
        <translation>拍摄时间</translation>
    </message>
    <message>
        <source>Folder</source>
        <translation>文件夹</translation>
    </message>
    <message>
        <source>Your label: none of the scenes</source>
        <translation>您的标签：不属于任何场景</translation>
    </message>
    <message>
        <source>Your label: {scene}</source>
        <translation>您的标签：{scene}</translation>
    </message>
    <message>
        <source>You said no to {scenes}</source>
        <translation>您已否定：{scenes}</translation>
    </message>
    <message>
        <source>In your albums: {names}</source>
        <translation>在您的相册中：{names}</translation>
    </message>
</context>
<context>
    <name>DuplicatesPage</name>
    <message>
        <source>Duplicates</source>
        <translation>重复照片</translation>
    </message>
    <message>
        <source>Which sets are shown</source>
        <translation>显示哪些组</translation>
    </message>
    <message>
        <source>Sets of duplicates</source>
        <translation>重复照片组</translation>
    </message>
    <message>
        <source>Look again</source>
        <translation>重新查找</translation>
    </message>
    <message>
        <source>Look</source>
        <translation>查找</translation>
    </message>
    <message>
        <source>Keep all</source>
        <translation>全部保留</translation>
    </message>
    <message>
        <source>Keep all photos of this set (A)</source>
        <translation>保留此组的所有照片 (A)</translation>
    </message>
    <message>
        <source>As proposed</source>
        <translation>按建议</translation>
    </message>
    <message>
        <source>Choose for this set what is proposed (R)</source>
        <translation>此组按建议选择 (R)</translation>
    </message>
    <message>
        <source>Move to the trash…</source>
        <translation>移到回收站…</translation>
    </message>
    <message>
        <source>Looking for duplicates…</source>
        <translation>正在查找重复照片…</translation>
    </message>
    <message>
        <source>You can go on meanwhile. Nothing is changed.</source>
        <translation>您可以继续其他操作。不会有任何改动。</translation>
    </message>
    <message>
        <source>Find copies of photos</source>
        <translation>查找照片的副本</translation>
    </message>
    <message>
        <source>Identical files, the same picture in other sizes and formats, and bursts. Nothing goes to the trash before you say so.</source>
        <translation>完全相同的文件、其他尺寸和格式的同一画面，以及连拍。在您确认之前，不会移走任何照片。</translation>
    </message>
    <message>
        <source>No duplicates here</source>
        <translation>这里没有重复照片</translation>
    </message>
    <message>
        <source>Space lets a photo go or stay, K keeps it alone, Delete goes on.</source>
        <translation>空格键：移走或保留；K：只保留这一张；Delete：继续。</translation>
    </message>
</context>
<context>
    <name>DuplicatesRoom</name>
    <message>
        <source>Move to the trash</source>
        <translation>移到回收站</translation>
    </message>
    <message>
        <source>Of each set at least one photo stays.</source>
        <translation>每组至少保留一张照片。</translation>
    </message>
    <message>
        <source>Labels of copies go to the same picture that stays; undo takes them off again.</source>
        <translation>副本的标签会转到保留的同一画面上；撤销可将其取回。</translation>
    </message>
    <message>
        <source>The files can be restored in the system&apos;s trash.</source>
        <translation>可在系统回收站中还原文件。</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
</context>
<context>
    <name>ErrorStrip</name>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
</context>
<context>
    <name>Errors</name>
    <message>
        <source>A scene cannot be merged into itself.</source>
        <translation>场景不能合并到自身。</translation>
    </message>
    <message>
        <source>A scene cannot lie under itself.</source>
        <translation>场景不能位于自身之下。</translation>
    </message>
    <message>
        <source>A range goes from a lower to a higher number; {low} to {high} does not.</source>
        <translation>范围须从较小的数到较大的数；{low} 到 {high} 不是。</translation>
    </message>
    <message>
        <source>A target lies between {low} and {high}; {target} does not.</source>
        <translation>目标须在 {low} 和 {high} 之间；{target} 不在其中。</translation>
    </message>
    <message>
        <source>{path} is not in the library: scan its folder first.</source>
        <translation>{path} 不在图库中：请先扫描它所在的文件夹。</translation>
    </message>
    <message>
        <source>The folder {path} may not be read: give yourself the permission to read it.</source>
        <translation>文件夹 {path} 不允许读取：请为自己添加读取权限。</translation>
    </message>
    <message>
        <source>Name a folder of photos: `albumen window FOLDER`, or `albumen --help`.</source>
        <translation>请指定一个照片文件夹：`albumen window FOLDER`，或查看 `albumen --help`。</translation>
    </message>
    <message>
        <source>The library {path} is an empty file: choose another file.</source>
        <translation>图库 {path} 是空文件：请选择其他文件。</translation>
    </message>
    <message>
        <source>The library {path} is empty, but copies of it stand beside it: `albumen doctor` puts the newest in place.</source>
        <translation>图库 {path} 是空的，但旁边有它的副本：`albumen doctor` 会用最新的副本替换它。</translation>
    </message>
    <message>
        <source>The library {path} lies in a folder that may not be written: choose another place.</source>
        <translation>图库 {path} 所在的文件夹不允许写入：请选择其他位置。</translation>
    </message>
    <message>
        <source>The library {path} is no longer there: connect its disk or put the file back, and try again.</source>
        <translation>图库 {path} 已不在原处：请接上磁盘或放回文件，然后重试。</translation>
    </message>
    <message>
        <source>The library {path} is a folder: choose a file.</source>
        <translation>图库 {path} 是文件夹：请选择一个文件。</translation>
    </message>
    <message>
        <source>The library {path} was made by a newer version of Albumen (form {found}, this one knows {known}): install the newer version.</source>
        <translation>图库 {path} 由更新版本的 Albumen 创建（格式 {found}，本程序只认识 {known}）：请安装新版本。</translation>
    </message>
    <message>
        <source>The library {path} is damaged, so no new backup copy was made: the older ones are kept beside it.</source>
        <translation>图库 {path} 已损坏，因此没有制作新的备份：旧的备份仍保留在它旁边。</translation>
    </message>
    <message>
        <source>The library {path} was replaced by another file: start again to use the new one.</source>
        <translation>图库 {path} 已被另一个文件取代：请重新启动以使用新文件。</translation>
    </message>
    <message>
        <source>The library {path} could not be opened: look whether its folder exists and may be written.</source>
        <translation>无法打开图库 {path}：请检查它所在的文件夹是否存在、是否允许写入。</translation>
    </message>
    <message>
        <source>The library {path} could not be read or written: look whether its disk is connected and healthy, and try again.</source>
        <translation>无法读写图库 {path}：请检查磁盘是否已连接且状态良好，然后重试。</translation>
    </message>
    <message>
        <source>There is no library at {path}: `albumen scan FOLDER` makes one.</source>
        <translation>{path} 处没有图库：`albumen scan FOLDER` 会创建一个。</translation>
    </message>
    <message>
        <source>The library {path} is not an Albumen library: choose another file.</source>
        <translation>{path} 不是 Albumen 图库：请选择其他文件。</translation>
    </message>
    <message>
        <source>Model version {version} of the library is damaged: `albumen doctor` puts the newest sound one in its place.</source>
        <translation>图库的模型版本 {version} 已损坏：`albumen doctor` 会用最新的完好版本替换它。</translation>
    </message>
    <message>
        <source>The decoders were closed while photos were waiting.</source>
        <translation>还有照片在等待时，解码进程已关闭。</translation>
    </message>
    <message>
        <source>The decoders stopped.</source>
        <translation>解码进程已停止。</translation>
    </message>
    <message>
        <source>The recognition model of {path} cannot be used: {cause}</source>
        <translation>无法使用 {path} 的识别模型：{cause}</translation>
    </message>
    <message>
        <source>The program&apos;s resources are missing beside {path}: install Albumen again.</source>
        <translation>{path} 旁边缺少程序所需的资源文件：请重新安装 Albumen。</translation>
    </message>
    <message>
        <source>The folder {path} does not exist: check the name, or plug in its disk.</source>
        <translation>文件夹 {path} 不存在：请检查名称，或接上它所在的磁盘。</translation>
    </message>
    <message>
        <source>This library has no folders yet: add one first.</source>
        <translation>此图库还没有文件夹：请先添加一个。</translation>
    </message>
    <message>
        <source>A scene needs a name.</source>
        <translation>场景需要名称。</translation>
    </message>
    <message>
        <source>No photo is selected.</source>
        <translation>没有选中照片。</translation>
    </message>
    <message>
        <source>None of these photos has a proposed scene.</source>
        <translation>这些照片都没有建议的场景。</translation>
    </message>
    <message>
        <source>{path} is a file, not a folder: choose the folder that holds the photos.</source>
        <translation>{path} 是文件，不是文件夹：请选择存放照片的文件夹。</translation>
    </message>
    <message>
        <source>There is nothing to redo.</source>
        <translation>没有可重做的操作。</translation>
    </message>
    <message>
        <source>There is nothing to undo.</source>
        <translation>没有可撤销的操作。</translation>
    </message>
    <message>
        <source>Model version {version} was made with another scene pack: choose that pack first.</source>
        <translation>模型版本 {version} 是用另一个场景包制作的：请先选择那个场景包。</translation>
    </message>
    <message>
        <source>The report cannot be written to {path} ({cause}): choose another place.</source>
        <translation>报告无法写入 {path}（{cause}）：请选择其他位置。</translation>
    </message>
    <message>
        <source>A copy cannot replace the library itself: choose another name.</source>
        <translation>副本不能替换图库本身：请选择其他名称。</translation>
    </message>
    <message>
        <source>The library uses this scene pack already.</source>
        <translation>图库已在使用这个场景包。</translation>
    </message>
    <message>
        <source>Labelled photos ({count}) have not been looked at with this scene pack yet: wait for the scan, or scan again, or nothing would be learned from them.</source>
        <translation>{count} 张已标注的照片尚未用此场景包分析：请等待扫描完成或重新扫描，否则无法从中学习。</translation>
    </message>
    <message>
        <source>A scene named &apos;{name}&apos; exists already: choose another name, or label with it.</source>
        <translation>已有名为“{name}”的场景：请换一个名称，或直接用它来标注。</translation>
    </message>
    <message>
        <source>The scene &apos;{name}&apos; is switched off: switch it on before the merge.</source>
        <translation>场景“{name}”已停用：合并前请先启用它。</translation>
    </message>
    <message>
        <source>There is no scene &apos;{scene}&apos; any more.</source>
        <translation>场景“{scene}”已不存在。</translation>
    </message>
    <message>
        <source>There is no model version {version}.</source>
        <translation>没有模型版本 {version}。</translation>
    </message>
    <message>
        <source>The library {path} could not be written because its disk is full: make room on it and try again; nothing that was saved is lost.</source>
        <translation>图库 {path} 无法写入，因为磁盘已满：请腾出空间后重试；已保存的内容没有丢失。</translation>
    </message>
    <message>
        <source>The library {path} is damaged: close Albumen and run `albumen doctor`, which saves what can be read of it.</source>
        <translation>图库 {path} 已损坏：请关闭 Albumen 并运行 `albumen doctor`，它会抢救可读取的内容。</translation>
    </message>
    <message>
        <source>The library {path} is open in another window of Albumen: use that one, or close it first.</source>
        <translation>图库 {path} 已在另一个 Albumen 窗口中打开：请使用那个窗口，或先关闭它。</translation>
    </message>
    <message>
        <source>The library {path} is being written by another program: wait a moment, or close that program, and try again.</source>
        <translation>另一个程序正在写入图库 {path}：请稍候，或关闭那个程序，然后重试。</translation>
    </message>
    <message>
        <source>The library {path} does not exist: scan a folder to make it.</source>
        <translation>图库 {path} 不存在：扫描一个文件夹即可创建。</translation>
    </message>
    <message>
        <source>The library {path} was made by an older version and must be brought up to date first: open it once with permission to write.</source>
        <translation>图库 {path} 由旧版本创建，须先升级：请以可写权限打开一次。</translation>
    </message>
    <message>
        <source>The library {path} may not be written: allow writing to it and to its folder, or choose another place.</source>
        <translation>图库 {path} 不允许写入：请允许写入该文件及其文件夹，或选择其他位置。</translation>
    </message>
    <message>
        <source>A stored model is damaged: `albumen doctor` puts a sound one in its place.</source>
        <translation>保存的模型已损坏：`albumen doctor` 会用完好的模型替换它。</translation>
    </message>
    <message>
        <source>The recognition process ended unexpectedly, twice: close other programs to free memory and scan again.</source>
        <translation>识别进程两次意外结束：请关闭其他程序以释放内存，然后重新扫描。</translation>
    </message>
    <message>
        <source>Recognition failed ({cause}): scan again, and send a report if it comes back.</source>
        <translation>识别失败（{cause}）：请重新扫描；如果再次出现，请发送报告。</translation>
    </message>
    <message>
        <source>This model was made by another version of Albumen: update the program.</source>
        <translation>此模型由其他版本的 Albumen 制作：请更新程序。</translation>
    </message>
    <message>
        <source>No decoder process could be started: photos cannot be read now. Free some memory, or start the program again.</source>
        <translation>无法启动解码进程：现在不能读取照片。请释放一些内存，或重新启动程序。</translation>
    </message>
    <message>
        <source>The library {path} has no model: open it again.</source>
        <translation>图库 {path} 没有模型：请重新打开它。</translation>
    </message>
    <message>
        <source>&apos;{name}&apos; only holds other scenes: label with one of them ({scenes}).</source>
        <translation>“{name}”只包含其他场景：请用其中之一标注（{scenes}）。</translation>
    </message>
    <message>
        <source>All photos of a set would go: keep at least one of them.</source>
        <translation>一组中的所有照片都将被移走：请至少保留一张。</translation>
    </message>
    <message>
        <source>A photo was marked that is not on the sheet: ask for the sheets again.</source>
        <translation>标记了不在这一页上的照片：请重新获取各页。</translation>
    </message>
    <message>
        <source>There is an album &apos;{name}&apos; already.</source>
        <translation>已有相册“{name}”。</translation>
    </message>
    <message>
        <source>There is no album &apos;{name}&apos;: `albumen album list` lists them.</source>
        <translation>没有相册“{name}”：`albumen album list` 会列出它们。</translation>
    </message>
    <message>
        <source>A search is kept as &apos;{name}&apos; already.</source>
        <translation>已有名为“{name}”的搜索。</translation>
    </message>
    <message>
        <source>No search is kept as &apos;{name}&apos;: `albumen search list` lists them.</source>
        <translation>没有名为“{name}”的搜索：`albumen search list` 会列出它们。</translation>
    </message>
    <message>
        <source>A name is missing.</source>
        <translation>缺少名称。</translation>
    </message>
    <message>
        <source>A name has at most {letters} letters.</source>
        <translation>名称最多 {letters} 个字符。</translation>
    </message>
    <message>
        <source>Photos have 0 to 5 stars, not {stars}.</source>
        <translation>照片有 0 到 5 颗星，没有 {stars} 颗。</translation>
    </message>
    <message>
        <source>&apos;{value}&apos; is no part of the map: write south,west..north,east in degrees, as in 35.9,119.9..36.4,120.8.</source>
        <translation>“{value}”不是地图的一部分：请以度写南,西..北,东，如 35.9,119.9..36.4,120.8。</translation>
    </message>
    <message>
        <source>&apos;{value}&apos; is nothing that &apos;{field}:&apos; knows: write {codes}.</source>
        <translation>“{field}:”不认识“{value}”：请写 {codes}。</translation>
    </message>
    <message>
        <source>&apos;{value}&apos; is no day, month or year: write 2023, 2023-07 or 2023-07-14, and two dots between two of them.</source>
        <translation>“{value}”不是日期、月份或年份：请写 2023、2023-07 或 2023-07-14，两者之间用两个点连接。</translation>
    </message>
    <message>
        <source>&apos;{value}&apos; is no number: write 3, &gt;=3, &lt;3, or 1..3.</source>
        <translation>“{value}”不是数字：请写 3、&gt;=3、&lt;3 或 1..3。</translation>
    </message>
    <message>
        <source>&apos;{value}&apos; is no size: write 5MB, &gt;5MB, or 500KB..5MB.</source>
        <translation>“{value}”不是大小：请写 5MB、&gt;5MB 或 500KB..5MB。</translation>
    </message>
    <message>
        <source>&apos;{value}&apos; is no day of the year: write 07-14, or today.</source>
        <translation>“{value}”不是一年中的某一天：请写 07-14 或 today。</translation>
    </message>
    <message>
        <source>A photo has 0 to {most} stars, never &apos;{value}&apos;: write 3, &gt;=3, or 1..3.</source>
        <translation>照片有 0 到 {most} 颗星，不会是“{value}”：请写 3、&gt;=3 或 1..3。</translation>
    </message>
    <message>
        <source>This bracket was never opened.</source>
        <translation>这个右括号没有对应的左括号。</translation>
    </message>
    <message>
        <source>There is nothing in these brackets.</source>
        <translation>这对括号里没有内容。</translation>
    </message>
    <message>
        <source>There is nothing in these quotation marks.</source>
        <translation>这对引号里没有内容。</translation>
    </message>
    <message>
        <source>No photo is found by {field}:{value}.</source>
        <translation>没有照片符合 {field}:{value}。</translation>
    </message>
    <message>
        <source>&apos;{word}&apos; is looked for as one word: 或 between spaces finds either.</source>
        <translation>“{word}”被当作一个词来找：“或”前后加空格才表示取其一。</translation>
    </message>
    <message>
        <source>There is no album with &apos;{name}&apos; in its name.</source>
        <translation>没有名称中含“{name}”的相册。</translation>
    </message>
    <message>
        <source>There is no scene with &apos;{name}&apos; in its name.</source>
        <translation>没有名称中含“{name}”的场景。</translation>
    </message>
    <message>
        <source>&apos;{field}:&apos; needs a value, as in {field}:{example}.</source>
        <translation>“{field}:”后面需要一个值，例如 {field}:{example}。</translation>
    </message>
    <message>
        <source>&apos;{word}&apos; needs something to find after it.</source>
        <translation>“{word}”后面需要写要查找的内容。</translation>
    </message>
    <message>
        <source>&apos;{word}&apos; needs something to find before it; quotation marks around it make it a word.</source>
        <translation>“{word}”前面需要写要查找的内容；加上引号则当作普通词语。</translation>
    </message>
    <message>
        <source>This bracket is never closed.</source>
        <translation>这个左括号没有关闭。</translation>
    </message>
    <message>
        <source>This quotation mark is never closed.</source>
        <translation>这个引号没有关闭。</translation>
    </message>
    <message>
        <source>&apos;{word}&apos; means nothing here: put the words into quotation marks.</source>
        <translation>“{word}”在这里没有意义：请给词语加上引号。</translation>
    </message>
    <message>
        <source>So many brackets within each other are not understood.</source>
        <translation>括号嵌套太多，无法理解。</translation>
    </message>
    <message>
        <source>A search has at most {limit} characters.</source>
        <translation>搜索最多 {limit} 个字符。</translation>
    </message>
    <message>
        <source>There is no field &apos;{field}&apos;: write {fields}; or put the words into quotation marks.</source>
        <translation>没有名为“{field}”的字段：请写 {fields}；或给词语加上引号。</translation>
    </message>
    <message>
        <source>&apos;{word}&apos; is looked for as a word: without it, words beside each other are found together.</source>
        <translation>“{word}”被当作普通的词来找：去掉它即可，并列的词本来就要全部找到。</translation>
    </message>
    <message>
        <source>&apos;{word}&apos; is looked for as a word: NOT in capitals, or a minus, leaves out what follows.</source>
        <translation>“{word}”被当作普通的词来找：大写的 NOT 或减号才表示排除后面的内容。</translation>
    </message>
    <message>
        <source>&apos;{word}&apos; is looked for as a word: OR in capitals finds either.</source>
        <translation>“{word}”被当作普通的词来找：大写的 OR 才表示取其一。</translation>
    </message>
    <message>
        <source>{path} lies in {folder}, a folder of the library, and a scan would take the copies for new photos: choose a folder elsewhere.</source>
        <translation>{path} 位于图库的文件夹 {folder} 中，扫描会把这些副本当作新照片：请选择别处的文件夹。</translation>
    </message>
    <message>
        <source>The file is damaged ({cause}): no tags can be put into it.</source>
        <translation>文件已损坏（{cause}）：无法写入标签。</translation>
    </message>
    <message>
        <source>Tags can be put into JPEG, PNG, WebP and TIFF files alone: write a sidecar.</source>
        <translation>只有 JPEG、PNG、WebP 和 TIFF 文件可以写入标签：请改用附属文件。</translation>
    </message>
    <message>
        <source>{path} was changed by another program just now: export again.</source>
        <translation>{path} 刚刚被其他程序更改：请重新导出。</translation>
    </message>
    <message>
        <source>ExifTool could not write {path} ({cause}): write a sidecar.</source>
        <translation>ExifTool 无法写入 {path}（{cause}）：请写入附属文件。</translation>
    </message>
    <message>
        <source>ExifTool is not installed (exiftool.org; Debian: libimage-exiftool-perl): without it tags go into sidecars or copies.</source>
        <translation>未安装 ExifTool（exiftool.org；Debian：libimage-exiftool-perl）：没有它，标签只能写入附属文件或副本。</translation>
    </message>
    <message>
        <source>The disk of {path} has no room for a copy of the photo: make room first.</source>
        <translation>{path} 所在的磁盘没有空间存放照片副本：请先腾出空间。</translation>
    </message>
    <message>
        <source>{path} would not have shown the same picture afterwards: it was left as it is.</source>
        <translation>写入后 {path} 的图像会与原来不同：已保持原样。</translation>
    </message>
    <message>
        <source>The disk of {path} (or the system) knows no tags of files: they are left out there.</source>
        <translation>{path} 所在的磁盘（或系统）不支持文件标签：此处将略过。</translation>
    </message>
    <message>
        <source>{path} holds no JSON object of keywords and scenes.</source>
        <translation>{path} 中没有由关键词和场景组成的 JSON 对象。</translation>
    </message>
    <message>
        <source>{path} cannot be read as a fixity report ({cause}): export a new one.</source>
        <translation>无法将 {path} 作为校验报告读取（{cause}）：请重新导出。</translation>
    </message>
    <message>
        <source>{path} is the library or one of its photos: choose another name.</source>
        <translation>{path} 是图库文件或其中的照片：请换一个名称。</translation>
    </message>
    <message>
        <source>{path} cannot be written ({cause}): choose another place, or make room.</source>
        <translation>无法写入 {path}（{cause}）：请换一个位置，或腾出空间。</translation>
    </message>
    <message>
        <source>A keyword of the mapping is empty: remove its line.</source>
        <translation>对应表中有一个关键词为空：请删除该行。</translation>
    </message>
    <message>
        <source>{path} cannot be read ({cause}): look at its permissions.</source>
        <translation>无法读取 {path}（{cause}）：请检查其权限。</translation>
    </message>
    <message>
        <source>{path} cannot be written ({cause}): look at the permissions and the free space of its folder.</source>
        <translation>无法写入 {path}（{cause}）：请检查其文件夹的权限和剩余空间。</translation>
    </message>
    <message>
        <source>The keywords take {size} KB, where at most {limit} KB have room.</source>
        <translation>关键词占 {size} KB，而最多只能容纳 {limit} KB。</translation>
    </message>
    <message>
        <source>This is no XMP ({cause}): repair or remove it.</source>
        <translation>这不是 XMP（{cause}）：请修复或删除它。</translation>
    </message>
    <message>
        <source>{path} is not a scene pack ({cause}): choose another one or install it again.</source>
        <translation>{path} 不是场景包（{cause}）：请选择其他场景包，或重新安装。</translation>
    </message>
    <message>
        <source>The scene pack&apos;s file {path} is damaged (its checksum is wrong): install it again.</source>
        <translation>场景包文件 {path} 已损坏（校验和不符）：请重新安装。</translation>
    </message>
    <message>
        <source>The scene pack&apos;s file {path} cannot be read ({cause}): install it again.</source>
        <translation>无法读取场景包文件 {path}（{cause}）：请重新安装。</translation>
    </message>
    <message>
        <source>The copy of {path} is not the same as the original, so it was not kept: look whether both disks are healthy.</source>
        <translation>{path} 的副本与原件不一致，因此没有保留：请检查两块磁盘是否正常。</translation>
    </message>
    <message>
        <source>{path} is a link, not a file: move the file that it leads to.</source>
        <translation>{path} 是一个链接，不是文件：请移动它所指向的文件。</translation>
    </message>
    <message>
        <source>{path} is not there any more.</source>
        <translation>{path} 已经不在了。</translation>
    </message>
    <message>
        <source>{path} stays where it is: another file lies at {home} now.</source>
        <translation>{path} 留在原处：{home} 现在是另一个文件。</translation>
    </message>
    <message>
        <source>{path} was changed since it was copied, so it is kept.</source>
        <translation>{path} 在复制之后被修改过，因此保留。</translation>
    </message>
    <message>
        <source>{path} is there already, and nothing is overwritten: try again.</source>
        <translation>{path} 已经存在，不会覆盖任何文件：请重试。</translation>
    </message>
    <message>
        <source>The folder {path} has room for {free} MB, and {needed} MB are needed: make room, or choose another one.</source>
        <translation>文件夹 {path} 还剩 {free} MB，需要 {needed} MB：请腾出空间，或选择另一个文件夹。</translation>
    </message>
    <message>
        <source>There is no trash for {path}, so it was not deleted: delete it in your file manager if you want to.</source>
        <translation>{path} 所在的磁盘没有回收站，因此没有删除：如有需要，请在文件管理器中删除。</translation>
    </message>
    <message>
        <source>{path} could not be read, written or removed ({cause}).</source>
        <translation>{path} 无法读取、写入或移除（{cause}）。</translation>
    </message>
    <message>
        <source>The folder of {path} may not be written, so the file cannot leave it: copy it instead.</source>
        <translation>{path} 所在的文件夹不可写，文件无法移出：请改为复制。</translation>
    </message>
    <message>
        <source>{path} could not be moved to the trash ({cause}), so it was not deleted.</source>
        <translation>{path} 无法移到回收站（{cause}），因此没有删除。</translation>
    </message>
    <message>
        <source>{path} was changed while it was moved, so it stays: try again.</source>
        <translation>{path} 在移动时被修改，因此留在原处：请重试。</translation>
    </message>
    <message>
        <source>The folder {path} cannot be written ({cause}): choose another one.</source>
        <translation>文件夹 {path} 无法写入（{cause}）：请选择另一个文件夹。</translation>
    </message>
    <message>
        <source>The cluster at {address} does not answer ({cause}): is its scheduler running, and is this its address?</source>
        <translation>{address} 的集群没有回答（{cause}）：调度器在运行吗？地址对吗？</translation>
    </message>
    <message>
        <source>A worker was sent another model than the one that was asked for.</source>
        <translation>工作进程收到的模型不是所要求的那一个。</translation>
    </message>
    <message>
        <source>The cluster has no workers: start some with `dask worker ADDRESS`.</source>
        <translation>集群没有工作进程：请用 `dask worker 地址` 启动一些。</translation>
    </message>
    <message>
        <source>Two workers could not read it ({cause}).</source>
        <translation>两个工作进程都无法读取它（{cause}）。</translation>
    </message>
    <message>
        <source>The cluster&apos;s scheduler went away: what was read is kept, scan again.</source>
        <translation>集群的调度器不见了：已读取的会保留，请重新扫描。</translation>
    </message>
    <message>
        <source>{address} is not encrypted and leads to another machine: use a tls:// address, or add --cluster-plain where you trust the network.</source>
        <translation>{address} 未加密，且通向另一台机器：请使用 tls:// 地址；如果信任该网络，请加上 --cluster-plain。</translation>
    </message>
    <message>
        <source>A worker was installed with a C compiler and this machine without one, or the other way round: they read JPEGs differently. Install Albumen the same way on both.</source>
        <translation>某个工作进程安装时有 C 编译器而本机没有，或者相反：它们读取 JPEG 的方式不同。请在两者上以相同方式安装 Albumen。</translation>
    </message>
    <message>
        <source>This needs Dask, which is not installed: pip install albumen[cluster].</source>
        <translation>这需要 Dask，但尚未安装：pip install albumen[cluster]。</translation>
    </message>
    <message>
        <source>The current folder does not exist any more: change to another one.</source>
        <translation>当前文件夹已不存在：请切换到其他文件夹。</translation>
    </message>
    <message>
        <source>The folder {path} cannot be made ({cause}): let the environment name another one in ALBUMEN_HOME.</source>
        <translation>无法创建文件夹 {path}（{cause}）：请用环境变量 ALBUMEN_HOME 指定另一个文件夹。</translation>
    </message>
    <message>
        <source>{path} cannot be read as JSON ({cause}).</source>
        <translation>{path} 无法作为 JSON 读取（{cause}）。</translation>
    </message>
    <message>
        <source>{path} holds no answer to a sheet of `albumen review --json` ({cause}).</source>
        <translation>{path} 中不是对 `albumen review --json` 的一页的回答（{cause}）。</translation>
    </message>
    <message>
        <source>{path} is not a table with the columns file and scene ({cause}).</source>
        <translation>{path} 不是含 file 和 scene 两列的表格（{cause}）。</translation>
    </message>
    <message>
        <source>{path} is not a map of scenes to folders ({cause}).</source>
        <translation>{path} 不是场景与文件夹的对照表（{cause}）。</translation>
    </message>
    <message>
        <source>{path} holds no object of folder and scene.</source>
        <translation>{path} 中没有文件夹与场景的对照。</translation>
    </message>
    <message>
        <source>{path} is not a table with the columns file and labels ({cause}).</source>
        <translation>{path} 不是含 file 和 labels 两列的表格（{cause}）。</translation>
    </message>
    <message>
        <source>{path} cannot be read as weights ({cause}).</source>
        <translation>{path} 无法作为权重读取（{cause}）。</translation>
    </message>
    <message>
        <source>{url} could not be fetched ({cause}).</source>
        <translation>无法下载 {url}（{cause}）。</translation>
    </message>
    <message>
        <source>This needs {package}, which is not installed: install albumen[train].</source>
        <translation>这需要 {package}，但它没有安装：请安装 albumen[train]。</translation>
    </message>
    <message>
        <source>{name} has no plain address: fetch its weights from its page and give the file.</source>
        <translation>{name} 没有直接的下载地址：请从它的网页下载权重并指定文件。</translation>
    </message>
    <message>
        <source>{path} holds no folders with photos: one folder a class is needed.</source>
        <translation>{path} 中没有照片文件夹：每个类别需要一个文件夹。</translation>
    </message>
    <message>
        <source>{path} names no file.</source>
        <translation>{path} 没有列出任何文件。</translation>
    </message>
    <message>
        <source>Plots need matplotlib: install it with `pip install albumen[train]`.</source>
        <translation>绘图需要 matplotlib：请用 `pip install albumen[train]` 安装。</translation>
    </message>
    <message>
        <source>This program was installed without the parts that make scene packs: install them with `pip install albumen[train]`.</source>
        <translation>安装此程序时没有包含制作场景包的部分：请用 `pip install albumen[train]` 安装。</translation>
    </message>
    <message>
        <source>{path} holds no weights.</source>
        <translation>{path} 中没有权重。</translation>
    </message>
    <message>
        <source>The weights of {name} were not fetched: agree with --yes, or name a file that you have with --weights.</source>
        <translation>没有下载 {name} 的权重：请用 --yes 表示同意，或用 --weights 指定已有的文件。</translation>
    </message>
    <message>
        <source>Not one photo of {path} can be read.</source>
        <translation>{path} 中没有一张照片可以读取。</translation>
    </message>
    <message>
        <source>There is no EfficientNet variant {name}: name one of {known}.</source>
        <translation>没有名为 {name} 的 EfficientNet 变体：请从 {known} 中选择。</translation>
    </message>
    <message>
        <source>There is no classification model {name}: name it torchvision:NAME or timm:NAME.</source>
        <translation>没有名为 {name} 的分类模型：请写成 torchvision:NAME 或 timm:NAME。</translation>
    </message>
    <message>
        <source>{path} is not of {name}: the shapes differ.</source>
        <translation>{path} 不属于 {name}：形状不同。</translation>
    </message>
    <message>
        <source>{path} is not of {name}: {cause}.</source>
        <translation>{path} 不属于 {name}：{cause}。</translation>
    </message>
    <message>
        <source>{path} is not of {name}: it lacks {missing} and {more} more.</source>
        <translation>{path} 不属于 {name}：缺少 {missing} 以及另外 {more} 项。</translation>
    </message>
    <message>
        <source>What came from {url} has another checksum than its name says.</source>
        <translation>从 {url} 下载的内容与其名称中的校验和不符。</translation>
    </message>
    <message>
        <source>The file is damaged: its picture could not be decoded.</source>
        <translation>文件已损坏：无法解码其中的图像。</translation>
    </message>
    <message>
        <source>The file is empty.</source>
        <translation>文件是空的。</translation>
    </message>
    <message>
        <source>The picture has colours in floating point, which cannot be shown: save it with 8 or 16 bits a channel.</source>
        <translation>图像使用浮点颜色，无法显示：请以每通道 8 位或 16 位保存。</translation>
    </message>
    <message>
        <source>This installation cannot read JPEG XL: install pylibjxl (pip install &apos;albumen[jxl]&apos;).</source>
        <translation>此安装无法读取 JPEG XL：请安装 pylibjxl（pip install &apos;albumen[jxl]&apos;）。</translation>
    </message>
    <message>
        <source>The file shows nothing at first sight.</source>
        <translation>文件初看没有内容。</translation>
    </message>
    <message>
        <source>The raw format is not known: convert the file to DNG, or export it as JPEG.</source>
        <translation>无法识别该 RAW 格式：请将文件转换为 DNG，或导出为 JPEG。</translation>
    </message>
    <message>
        <source>The picture is of a kind of TIFF that cannot be read: save it as RGB with 8 or 16 bits a channel.</source>
        <translation>图像是无法读取的 TIFF 类型：请以每通道 8 位或 16 位的 RGB 保存。</translation>
    </message>
    <message>
        <source>The picture claims more than {n} million pixels, more than can be opened safely.</source>
        <translation>图像声称超过 {n} 百万像素，无法安全打开。</translation>
    </message>
    <message>
        <source>The link leads nowhere: the file that it names is not there.</source>
        <translation>链接没有目标：它指向的文件不存在。</translation>
    </message>
    <message>
        <source>This is a device, not a photo, in spite of its name.</source>
        <translation>这是设备，不是照片，尽管名称看起来像。</translation>
    </message>
    <message>
        <source>The file could not be looked at ({cause}).</source>
        <translation>无法查看文件（{cause}）。</translation>
    </message>
    <message>
        <source>The folder may not be read: its permissions forbid it.</source>
        <translation>文件夹不允许读取：权限不足。</translation>
    </message>
    <message>
        <source>The folder is not there: it was moved, deleted or unplugged.</source>
        <translation>文件夹不在原处：已被移动、删除或拔出。</translation>
    </message>
    <message>
        <source>The folder lies too deep: its path is longer than the system allows.</source>
        <translation>文件夹层次太深：路径超过系统允许的长度。</translation>
    </message>
    <message>
        <source>The folder could not be read ({cause}).</source>
        <translation>无法读取文件夹（{cause}）。</translation>
    </message>
    <message>
        <source>This photo is gone, and its picture is there as {path}, with another label or rating of yours: both are kept.</source>
        <translation>这张照片不在了，但同一画面在 {path}，带有您的另一个标签或星级：两者都保留。</translation>
    </message>
    <message>
        <source>This is a named pipe, not a photo, in spite of its name.</source>
        <translation>这是命名管道，不是照片，尽管名称看起来像。</translation>
    </message>
    <message>
        <source>This is a file, not a folder.</source>
        <translation>这是文件，不是文件夹。</translation>
    </message>
    <message>
        <source>This folder is {folder}, by another way: it was scanned as that.</source>
        <translation>这个文件夹就是 {folder}，只是路径不同：已按后者扫描。</translation>
    </message>
    <message>
        <source>This is a socket, not a photo, in spite of its name.</source>
        <translation>这是套接字，不是照片，尽管名称看起来像。</translation>
    </message>
    <message>
        <source>Your answers show that at most {share} % of the tags are wrong: of {answered} checks {wrong} were.</source>
        <translation>您的回答表明，错误的标签至多占 {share} %：{answered} 次抽查中有 {wrong} 次是错的。</translation>
    </message>
    <message>
        <source>That at most {share} % of the tags are wrong is an estimate: too few answers to promise it, {answered} checks of about {needed}.</source>
        <translation>错误的标签至多占 {share} % 只是估计：回答太少，还不能保证，已抽查 {answered} 张，约需 {needed} 张。</translation>
    </message>
    <message>
        <source>That at most {share} % of the tags are wrong cannot be promised: of {answered} checks {wrong} were.</source>
        <translation>不能保证错误的标签至多占 {share} %：{answered} 次抽查中有 {wrong} 次是错的。</translation>
    </message>
    <message>
        <source>The picture claims {width} x {height} pixels, more than can be opened safely.</source>
        <translation>图像声称有 {width} x {height} 像素，无法安全打开。</translation>
    </message>
    <message>
        <source>{paths}: no folder in there belongs to a scene of the map. Name the folder that holds one folder a class.</source>
        <translation>{paths}：其中没有属于映射表里任何场景的文件夹。请指定每类一个子文件夹的那个文件夹。</translation>
    </message>
    <message>
        <source>The picture needs more memory than one photo is given.</source>
        <translation>图像所需内存超过单张照片的限额。</translation>
    </message>
    <message>
        <source>This is not a file, in spite of its name.</source>
        <translation>这不是文件，尽管名称看起来像。</translation>
    </message>
    <message>
        <source>This is a folder, in spite of its name.</source>
        <translation>这是文件夹，尽管名称看起来像文件。</translation>
    </message>
    <message>
        <source>The file is larger than {n} MiB, too large for a photo.</source>
        <translation>文件大于 {n} MiB，对照片来说过大。</translation>
    </message>
    <message>
        <source>The file is not there any more.</source>
        <translation>文件已不在原处。</translation>
    </message>
    <message>
        <source>The file may not be read: its permissions forbid it.</source>
        <translation>文件不允许读取：权限不足。</translation>
    </message>
    <message>
        <source>The file could not be read from the disk ({cause}).</source>
        <translation>无法从磁盘读取文件（{cause}）。</translation>
    </message>
    <message>
        <source>The picture has no width or no height.</source>
        <translation>图像没有宽度或高度。</translation>
    </message>
    <message>
        <source>The file is damaged, or a variant of its format that cannot be read.</source>
        <translation>文件已损坏，或属于无法读取的格式变体。</translation>
    </message>
    <message>
        <source>The file is not a picture, or of a kind that cannot be read.</source>
        <translation>文件不是图像，或属于无法读取的类型。</translation>
    </message>
    <message>
        <source>The file is cut off: part of the picture is missing.</source>
        <translation>文件不完整：缺少部分图像。</translation>
    </message>
    <message>
        <source>The file unpacks to far more than a photo needs.</source>
        <translation>文件解压后远远超过照片所需的大小。</translation>
    </message>
    <message>
        <source>The decoder crashed on this file.</source>
        <translation>解码器在处理此文件时崩溃。</translation>
    </message>
    <message>
        <source>The file took longer than {seconds} seconds to decode.</source>
        <translation>解码此文件超过了 {seconds} 秒。</translation>
    </message>
    <message>
        <source>Something went wrong inside Albumen ({error}). Help &gt; Report a problem shows what to send.</source>
        <translation>Albumen 内部出错（{error}）。“帮助 &gt; 报告问题”会显示要发送的内容。</translation>
    </message>
    <message>
        <source>{cause} The library uses this pack. Until you choose another one in the settings, the pack of the program takes its place.</source>
        <translation>{cause}此图库使用的正是这个场景包。在您于设置中另选之前，将改用程序自带的场景包。</translation>
    </message>
    <message>
        <source>This file could not be read.</source>
        <translation>无法读取此文件。</translation>
    </message>
</context>
<context>
    <name>ExchangeDesk</name>
    <message>
        <source>Table, CSV (*.csv)</source>
        <translation>表格，CSV (*.csv)</translation>
    </message>
    <message>
        <source>Table, CSV for Excel (*.csv)</source>
        <translation>表格，适用于 Excel 的 CSV (*.csv)</translation>
    </message>
    <message>
        <source>Table, JSON (*.json)</source>
        <translation>表格，JSON (*.json)</translation>
    </message>
    <message>
        <source>Checksums, as sha256sum verifies them (*.sha256)</source>
        <translation>校验和，可用 sha256sum 核对 (*.sha256)</translation>
    </message>
    <message>
        <source>Export a table or checksums</source>
        <translation>导出表格或校验和</translation>
    </message>
    <message>
        <source>Verify checksums</source>
        <translation>核对校验和</translation>
    </message>
    <message>
        <source>Checksums (*.sha256);;All files (*)</source>
        <translation>校验和 (*.sha256);;所有文件 (*)</translation>
    </message>
    <message>
        <source>No photo has keywords of other programs, in its file or in a sidecar.</source>
        <translation>没有照片在文件或附属文件中带有其他程序的关键词。</translation>
    </message>
    <message>
        <source>{photos} labelled by their keywords.</source>
        <translation>已根据关键词为{photos}添加标签。</translation>
    </message>
    <message>
        <source>{photos} written to {path}.</source>
        <translation>已将{photos}写入 {path}。</translation>
    </message>
    <message>
        <source>Checksums of {photos} written to {path}.</source>
        <translation>已将{photos}的校验和写入 {path}。</translation>
    </message>
    <message>
        <source>{n} files are other than at the last scan, or cannot be read.</source>
        <translation>{n} 个文件与上次扫描时不同，或无法读取。</translation>
    </message>
    <message>
        <source>All {n} files are what they were.</source>
        <translation>全部 {n} 个文件均未改变。</translation>
    </message>
</context>
<context>
    <name>ExportDialog</name>
    <message>
        <source>Export tags</source>
        <translation>导出标签</translation>
    </message>
    <message>
        <source>Export</source>
        <translation>导出</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>Choose a folder for the copies.</source>
        <translation>请选择存放副本的文件夹。</translation>
    </message>
    <message>
        <source>Looking at what would change…</source>
        <translation>正在查看将会更改的内容…</translation>
    </message>
    <message>
        <source>Writing tags…</source>
        <translation>正在写入标签…</translation>
    </message>
    <message>
        <source>Stopped. What was written stays; the next export goes on.</source>
        <translation>已停止。已写入的内容保留；下次导出会继续。</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
</context>
<context>
    <name>ExportForm</name>
    <message>
        <source>Sidecars beside the photos</source>
        <translation>照片旁的附属文件</translation>
    </message>
    <message>
        <source>The photos themselves (ExifTool)</source>
        <translation>照片本身（ExifTool）</translation>
    </message>
    <message>
        <source>Copies with tags inside</source>
        <translation>内含标签的副本</translation>
    </message>
    <message>
        <source>no folder yet</source>
        <translation>尚未选择文件夹</translation>
    </message>
    <message>
        <source>Folder of the copies</source>
        <translation>副本文件夹</translation>
    </message>
    <message>
        <source>Choose…</source>
        <translation>选择…</translation>
    </message>
    <message>
        <source>Use these choices from now on</source>
        <translation>以后都按这些选择</translation>
    </message>
    <message numerus="yes">
        <source>%Ln selected photo(s)</source>
        <translation>
            <numerusform>选中的 %Ln 张照片</numerusform>
        </translation>
    </message>
    <message>
        <source>The photos of this list ({n})</source>
        <translation>此列表中的照片（{n}）</translation>
    </message>
    <message>
        <source>All photos ({n})</source>
        <translation>所有照片（{n}）</translation>
    </message>
    <message>
        <source>Photos</source>
        <translation>照片</translation>
    </message>
    <message>
        <source>Into</source>
        <translation>写入到</translation>
    </message>
    <message>
        <source>Folder</source>
        <translation>文件夹</translation>
    </message>
    <message>
        <source>A folder for the copies</source>
        <translation>存放副本的文件夹</translation>
    </message>
    <message>
        <source>ExifTool writes the tags into your photos. Each is decoded before it takes its place, and a copy of the photo is kept until the next start.</source>
        <translation>ExifTool 会把标签写入您的照片。新文件先经解码核对再替换原文件，原照片的副本保留到下次启动。</translation>
    </message>
    <message>
        <source>Each copy has the same picture and your tags inside. The photos and their sidecars stay as they are.</source>
        <translation>每个副本的图像不变，并内含您的标签。照片及其附属文件保持原样。</translation>
    </message>
    <message>
        <source>The photos stay as they are. Sidecars of other programs are merged: what is not ours stays in them.</source>
        <translation>照片保持原样。其他程序的附属文件会被合并：不属于我们的内容保留不动。</translation>
    </message>
</context>
<context>
    <name>ExportSettings</name>
    <message>
        <source>Write by itself, some seconds after each label</source>
        <translation>每次标注几秒后自动写入</translation>
    </message>
    <message>
        <source>Sidecars beside the photos</source>
        <translation>照片旁的附属文件</translation>
    </message>
    <message>
        <source>The photos themselves (ExifTool)</source>
        <translation>照片本身（ExifTool）</translation>
    </message>
    <message>
        <source>Into</source>
        <translation>写入到</translation>
    </message>
    <message>
        <source>Other programs find your tags in sidecars beside the photos. The photos stay as they are, and what other programs wrote stays in their sidecars. Only where ExifTool is installed and chosen here are tags written into the photos themselves.</source>
        <translation>其他程序可在照片旁的附属文件中找到您的标签。照片保持原样，其他程序写入的内容也保留在附属文件中。只有安装了 ExifTool 并在此选择后，标签才会写入照片本身。</translation>
    </message>
    <message>
        <source>Automatic export</source>
        <translation>自动导出</translation>
    </message>
    <message>
        <source>A label that you take back is taken out again. Keywords that another program took out stay out; Export tags… writes them again.</source>
        <translation>您撤回的标注会再次被移除。被其他程序删除的关键词不会再写入；“导出标签…”可重新写入。</translation>
    </message>
</context>
<context>
    <name>FilesDesk</name>
    <message>
        <source>The system knows no program that opens this photo.</source>
        <translation>系统中没有能打开这张照片的程序。</translation>
    </message>
    <message>
        <source>{program} could not be started.</source>
        <translation>无法启动{program}。</translation>
    </message>
    <message>
        <source>The system knows no program that shows this folder.</source>
        <translation>系统中没有能显示这个文件夹的程序。</translation>
    </message>
    <message numerus="yes">
        <source>%Ln photo(s) on the clipboard</source>
        <translation>
            <numerusform>剪贴板上有 %Ln 张照片</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln path(s) on the clipboard</source>
        <translation>
            <numerusform>剪贴板上有 %Ln 个路径</numerusform>
        </translation>
    </message>
    <message>
        <source>Move to the trash</source>
        <translation>移到回收站</translation>
    </message>
    <message numerus="yes">
        <source>Move %Ln photo(s) to the trash?</source>
        <translation>
            <numerusform>把 %Ln 张照片移到回收站？</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln file(s) that belong to them go along: {names}.</source>
        <translation>
            <numerusform>%Ln 个附属文件会一同移走：{names}。</numerusform>
        </translation>
    </message>
    <message>
        <source>What you said of them is kept, and comes back when you restore the files.</source>
        <translation>您给出的标签会保留，文件还原后恢复。</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message numerus="yes">
        <source>%Ln photo(s) offline or gone: {names}</source>
        <translation>
            <numerusform>%Ln 张照片离线或已不存在：{names}</numerusform>
        </translation>
    </message>
    <message>
        <source>At most {n} photos can be opened at once.</source>
        <translation>一次最多打开 {n} 张照片。</translation>
    </message>
    <message>
        <source>Open with</source>
        <translation>打开方式</translation>
    </message>
</context>
<context>
    <name>FilesTeller</name>
    <message>
        <source>Some files stay where they are</source>
        <translation>有些文件留在原处</translation>
    </message>
    <message>
        <source>Not all photos could go</source>
        <translation>并非所有照片都能处理</translation>
    </message>
    <message numerus="yes">
        <source>%Ln photo(s) moved to the trash</source>
        <translation>
            <numerusform>%Ln 张照片已移到回收站</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln photo(s) moved to {folder}</source>
        <translation>
            <numerusform>%Ln 张照片已移动到 {folder}</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln photo(s) copied to {folder}</source>
        <translation>
            <numerusform>%Ln 张照片已复制到 {folder}</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln got a number</source>
        <translation>
            <numerusform>%Ln 张加了编号</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln skipped</source>
        <translation>
            <numerusform>跳过 %Ln 张</numerusform>
        </translation>
    </message>
    <message>
        <source>{done}.</source>
        <translation>{done}。</translation>
    </message>
    <message>
        <source>{done}. {keys} takes it back.</source>
        <translation>{done}。按 {keys} 可撤销。</translation>
    </message>
    <message>
        <source>Nothing of them was changed or lost:</source>
        <translation>它们没有任何改动或丢失：</translation>
    </message>
</context>
<context>
    <name>FilterBar</name>
    <message>
        <source>Any folder</source>
        <translation>任意文件夹</translation>
    </message>
    <message>
        <source>Folder</source>
        <translation>文件夹</translation>
    </message>
    <message>
        <source>Any reason</source>
        <translation>任何原因</translation>
    </message>
    <message>
        <source>Any scene</source>
        <translation>任何场景</translation>
    </message>
    <message>
        <source>Any rating</source>
        <translation>任何星级</translation>
    </message>
    <message>
        <source>Any flag</source>
        <translation>任何旗标</translation>
    </message>
    <message>
        <source>Any place</source>
        <translation>任何地点</translation>
    </message>
    <message>
        <source>Town or country</source>
        <translation>城镇或国家</translation>
    </message>
    <message>
        <source>Rating</source>
        <translation>星级</translation>
    </message>
    <message>
        <source>Flag</source>
        <translation>旗标</translation>
    </message>
    <message>
        <source>Similarity</source>
        <translation>相似度</translation>
    </message>
    <message>
        <source>Taken</source>
        <translation>拍摄</translation>
    </message>
    <message>
        <source>Clear</source>
        <translation>清除</translation>
    </message>
    <message>
        <source>Reason</source>
        <translation>原因</translation>
    </message>
    <message>
        <source>Scene</source>
        <translation>场景</translation>
    </message>
    <message>
        <source>Similarity from</source>
        <translation>相似度下限</translation>
    </message>
    <message>
        <source>Similarity to</source>
        <translation>相似度上限</translation>
    </message>
    <message>
        <source>Taken from</source>
        <translation>拍摄开始日期</translation>
    </message>
    <message>
        <source>Taken to</source>
        <translation>拍摄结束日期</translation>
    </message>
    <message>
        <source>from</source>
        <translation>从</translation>
    </message>
    <message>
        <source>to</source>
        <translation>至</translation>
    </message>
    <message>
        <source>{stars} or more</source>
        <translation>{stars} 及以上</translation>
    </message>
</context>
<context>
    <name>FolderSettings</name>
    <message>
        <source>Add…</source>
        <translation>添加…</translation>
    </message>
    <message>
        <source>It moved…</source>
        <translation>已移动…</translation>
    </message>
    <message>
        <source>Tell where the folder is now; labels and tags stay</source>
        <translation>指出文件夹现在的位置；标签都会保留</translation>
    </message>
    <message>
        <source>Remove</source>
        <translation>移除</translation>
    </message>
    <message>
        <source>Tag new photos in this folder as they come</source>
        <translation>自动为此文件夹中的新照片加标签</translation>
    </message>
    <message>
        <source>Leave out files and folders by name</source>
        <translation>按名称排除文件和文件夹</translation>
    </message>
    <message>
        <source>Previews in photo libraries and folders marked .nomedia, too</source>
        <translation>也包括照片图库中的预览图和带 .nomedia 标记的文件夹</translation>
    </message>
    <message>
        <source>Counts as photos what macOS and Android made from photos, or for themselves</source>
        <translation>把 macOS 和 Android 由照片生成的、或自用的图片也算作照片</translation>
    </message>
    <message>
        <source>Removing a folder deletes nothing: labels come back when it is added again.</source>
        <translation>移除文件夹不会删除任何东西：再次添加时标签会恢复。</translation>
    </message>
    <message>
        <source>Folder</source>
        <translation>文件夹</translation>
    </message>
    <message>
        <source>Photos</source>
        <translation>照片</translation>
    </message>
    <message>
        <source>State</source>
        <translation>状态</translation>
    </message>
    <message>
        <source>Folders</source>
        <translation>文件夹</translation>
    </message>
    <message>
        <source>Leave out names like these, with ; between them</source>
        <translation>排除这样的名称，用 ; 分隔</translation>
    </message>
    <message>
        <source>offline</source>
        <translation>离线</translation>
    </message>
    <message>
        <source>online</source>
        <translation>在线</translation>
    </message>
    <message>
        <source>{state}, watching</source>
        <translation>{state}，监视中</translation>
    </message>
    <message>
        <source>Add a folder of photos</source>
        <translation>添加照片文件夹</translation>
    </message>
    <message>
        <source>Where is this folder now?</source>
        <translation>这个文件夹现在在哪里？</translation>
    </message>
</context>
<context>
    <name>HistoryPanel</name>
    <message>
        <source>History</source>
        <translation>历史记录</translation>
    </message>
    <message>
        <source>Actions, newest first</source>
        <translation>操作，最新的在前</translation>
    </message>
    <message>
        <source>Nothing was done yet. Labels, scenes and refreshes appear here.</source>
        <translation>还没有任何操作。标注、场景和刷新会显示在这里。</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>撤销</translation>
    </message>
    <message>
        <source>Redo</source>
        <translation>重做</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
    <message>
        <source>{action}  (undone)</source>
        <translation>{action}（已撤销）</translation>
    </message>
    <message>
        <source>Redo up to here</source>
        <translation>重做到这里</translation>
    </message>
    <message>
        <source>Undo back to here</source>
        <translation>撤销到这里</translation>
    </message>
    <message>
        <source>The marked action stays in force, everything after it is taken back</source>
        <translation>选中的操作保留，其后的操作全部撤销</translation>
    </message>
</context>
<context>
    <name>JobBar</name>
    <message>
        <source>Resume</source>
        <translation>继续</translation>
    </message>
    <message>
        <source>Pause</source>
        <translation>暂停</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>Progress</source>
        <translation>进度</translation>
    </message>
    <message>
        <source>{job} (paused)</source>
        <translation>{job}（已暂停）</translation>
    </message>
    <message numerus="yes">
        <source>%Ln found</source>
        <translation>
            <numerusform>找到 %Ln 个</numerusform>
        </translation>
    </message>
    <message>
        <source>{job} (waits for mains power)</source>
        <translation>{job}（等待接通电源）</translation>
    </message>
    <message>
        <source>{done} of {total}</source>
        <translation>{done} / {total}</translation>
    </message>
    <message>
        <source>{pace} photos/s</source>
        <translation>每秒 {pace} 张</translation>
    </message>
    <message numerus="yes">
        <source>%Ln failed</source>
        <translation>
            <numerusform>%Ln 个失败</numerusform>
        </translation>
    </message>
    <message>
        <source>less than a minute left</source>
        <translation>剩余不到一分钟</translation>
    </message>
    <message numerus="yes">
        <source>about %Ln minute(s) left</source>
        <translation>
            <numerusform>剩余约 %Ln 分钟</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>about %Ln hour(s) left</source>
        <translation>
            <numerusform>剩余约 %Ln 小时</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>KeySettings</name>
    <message>
        <source>Reset all keys</source>
        <translation>恢复所有按键</translation>
    </message>
    <message>
        <source>Key for: {command}</source>
        <translation>按键：{command}</translation>
    </message>
    <message>
        <source>No key</source>
        <translation>无按键</translation>
    </message>
    <message>
        <source>No key for: {command}</source>
        <translation>无按键：{command}</translation>
    </message>
    <message>
        <source>{key} is used for: {commands}.</source>
        <translation>{key} 已用于：{commands}。</translation>
    </message>
</context>
<context>
    <name>KeysDialog</name>
    <message>
        <source>All keys</source>
        <translation>所有按键</translation>
    </message>
    <message>
        <source>Arrows move, Space selects, Shift extends. Keys can be changed in the settings.</source>
        <translation>方向键移动，空格选择，Shift 扩展选择。按键可以在设置中更改。</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
    <message>
        <source>Choose a candidate</source>
        <translation>选择候选</translation>
    </message>
    <message>
        <source>Give stars, or take them away</source>
        <translation>打星，或去掉星级</translation>
    </message>
</context>
<context>
    <name>KeywordsDialog</name>
    <message>
        <source>Use keywords as labels</source>
        <translation>将关键词用作标签</translation>
    </message>
    <message>
        <source>Keywords</source>
        <translation>关键词</translation>
    </message>
    <message>
        <source>Keyword</source>
        <translation>关键词</translation>
    </message>
    <message>
        <source>Photos</source>
        <translation>照片</translation>
    </message>
    <message>
        <source>Means</source>
        <translation>含义</translation>
    </message>
    <message>
        <source>What the keyword means</source>
        <translation>该关键词的含义</translation>
    </message>
    <message>
        <source>What would become labels</source>
        <translation>将成为标签的内容</translation>
    </message>
    <message>
        <source>One step: Ctrl+Z takes it back. The library remembers what you choose here.</source>
        <translation>只算一步：按 Ctrl+Z 即可撤销。图库会记住您在此处的选择。</translation>
    </message>
    <message>
        <source>Not now</source>
        <translation>暂不</translation>
    </message>
    <message>
        <source>{photos} have keywords, {keywords} different ones.</source>
        <translation>{photos}带有关键词，共 {keywords} 个不同的关键词。</translation>
    </message>
    <message numerus="yes">
        <source>Label %Ln photo(s)</source>
        <translation>
            <numerusform>为 %Ln 张照片添加标签</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln that you labelled stay(s) as it is.</source>
        <translation>
            <numerusform>您已添加标签的 %Ln 张照片保持不变。</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln you said no of.</source>
        <translation>
            <numerusform>您已否认的 %Ln 张照片保持不变。</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln left: keywords of several scenes.</source>
        <translation>
            <numerusform>%Ln 张照片的关键词对应多个场景，保持不变。</numerusform>
        </translation>
    </message>
    <message>
        <source>{scene}: too general for a label</source>
        <translation>{scene}：过于宽泛，不能用作标签</translation>
    </message>
    <message>
        <source>No scene</source>
        <translation>不对应场景</translation>
    </message>
    <message>
        <source>{photos} have it; {labels} would be labelled by it.</source>
        <translation>{photos}带有此关键词；其中 {labels} 张将因此获得标签。</translation>
    </message>
    <message>
        <source>As found: {meaning}</source>
        <translation>自动识别：{meaning}</translation>
    </message>
</context>
<context>
    <name>LibraryDesk</name>
    <message>
        <source>Add a folder of photos</source>
        <translation>添加照片文件夹</translation>
    </message>
    <message>
        <source>A picture on a web page is no file yet: save it in a folder of photos, and drop that folder here.</source>
        <translation>网页上的图片还不是文件：请先把它保存到照片文件夹，再把该文件夹拖到这里。</translation>
    </message>
    <message>
        <source>{path} is the folder {known}, by another way: it is scanned as that.</source>
        <translation>{path} 就是文件夹 {known}，只是路径不同：将按后者扫描。</translation>
    </message>
    <message>
        <source>A scan is running already.</source>
        <translation>扫描正在进行。</translation>
    </message>
</context>
<context>
    <name>LicencesDialog</name>
    <message>
        <source>Licences</source>
        <translation>许可证</translation>
    </message>
    <message>
        <source>Text of the licence</source>
        <translation>许可证文本</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
</context>
<context>
    <name>LikeBar</name>
    <message>
        <source>More like {name}</source>
        <translation>与 {name} 相似</translation>
    </message>
    <message>
        <source>How alike</source>
        <translation>相似程度</translation>
    </message>
    <message>
        <source>a little</source>
        <translation>略微相似</translation>
    </message>
    <message>
        <source>very</source>
        <translation>非常相似</translation>
    </message>
    <message>
        <source>How alike the photos of this list must be</source>
        <translation>此列表中的照片须有多相似</translation>
    </message>
    <message>
        <source>Back to the list before</source>
        <translation>返回之前的列表</translation>
    </message>
</context>
<context>
    <name>LookSettings</name>
    <message>
        <source>As the system</source>
        <translation>跟随系统</translation>
    </message>
    <message>
        <source>Light</source>
        <translation>浅色</translation>
    </message>
    <message>
        <source>Dark</source>
        <translation>深色</translation>
    </message>
    <message>
        <source>Reduce motion</source>
        <translation>减少动态效果</translation>
    </message>
    <message>
        <source>Language</source>
        <translation>语言</translation>
    </message>
    <message>
        <source>Theme</source>
        <translation>主题</translation>
    </message>
</context>
<context>
    <name>MainToolBar</name>
    <message>
        <source>Date</source>
        <translation>日期</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>名称</translation>
    </message>
    <message>
        <source>Similarity</source>
        <translation>相似度</translation>
    </message>
    <message>
        <source>Rating</source>
        <translation>星级</translation>
    </message>
    <message>
        <source>Review order</source>
        <translation>确认顺序</translation>
    </message>
    <message>
        <source>Sort by</source>
        <translation>排序方式</translation>
    </message>
    <message>
        <source>Size of thumbnails</source>
        <translation>缩略图大小</translation>
    </message>
    <message>
        <source>How alike</source>
        <translation>相似程度</translation>
    </message>
    <message>
        <source>Album order</source>
        <translation>相册顺序</translation>
    </message>
    <message>
        <source>Descending</source>
        <translation>降序</translation>
    </message>
    <message>
        <source>Ascending</source>
        <translation>升序</translation>
    </message>
</context>
<context>
    <name>MainWindow</name>
    <message>
        <source>Opening the library…</source>
        <translation>正在打开图库…</translation>
    </message>
</context>
<context>
    <name>ManualWindow</name>
    <message>
        <source>Manual</source>
        <translation>使用手册</translation>
    </message>
    <message>
        <source>Headings</source>
        <translation>标题</translation>
    </message>
    <message>
        <source>Find in the manual</source>
        <translation>在手册中查找</translation>
    </message>
    <message>
        <source>manual.en.md</source>
        <translation>manual.zh.md</translation>
    </message>
    <message>
        <source>Not found</source>
        <translation>未找到</translation>
    </message>
</context>
<context>
    <name>MarkedPhotos</name>
    <message>
        <source>{photo}, marked: is it</source>
        <translation>{photo}，已标记：是</translation>
    </message>
    <message>
        <source>{photo}, marked: not</source>
        <translation>{photo}，已标记：不是</translation>
    </message>
</context>
<context>
    <name>MenuBar</name>
    <message>
        <source>&amp;Library</source>
        <translation>图库(&amp;L)</translation>
    </message>
    <message>
        <source>&amp;Photos</source>
        <translation>照片(&amp;P)</translation>
    </message>
    <message>
        <source>&amp;Decide</source>
        <translation>判断(&amp;D)</translation>
    </message>
    <message>
        <source>&amp;View</source>
        <translation>查看(&amp;V)</translation>
    </message>
    <message>
        <source>&amp;Help</source>
        <translation>帮助(&amp;H)</translation>
    </message>
    <message>
        <source>Stars</source>
        <translation>星级</translation>
    </message>
</context>
<context>
    <name>MergeForm</name>
    <message>
        <source>Merge scenes</source>
        <translation>合并场景</translation>
    </message>
    <message>
        <source>What looks like {scene} will be proposed as the scene chosen here, and {scene} is switched off. Ctrl+Z takes it back.</source>
        <translation>看起来像{scene}的照片将被建议为此处选择的场景，{scene}会被停用。Ctrl+Z 可撤销。</translation>
    </message>
    <message numerus="yes">
        <source>%Ln label(s) move with it.</source>
        <translation>
            <numerusform>%Ln 个标签随之移动。</numerusform>
        </translation>
    </message>
    <message>
        <source>{scene} becomes part of</source>
        <translation>{scene}并入</translation>
    </message>
    <message>
        <source>Merge</source>
        <translation>合并</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
</context>
<context>
    <name>ModelSettings</name>
    <message>
        <source>Model versions…</source>
        <translation>模型版本…</translation>
    </message>
    <message>
        <source>Score that the gate cuts</source>
        <translation>判定所用的分数</translation>
    </message>
    <message>
        <source>Checks among the photos to review</source>
        <translation>待确认照片中的抽查</translation>
    </message>
    <message>
        <source>Model in use</source>
        <translation>正在使用的模型</translation>
    </message>
    <message>
        <source>Score</source>
        <translation>分数</translation>
    </message>
    <message>
        <source>of the photos to review are checks</source>
        <translation>的待确认照片是抽查</translation>
    </message>
    <message>
        <source>How sure it must be</source>
        <translation>需要多大把握</translation>
    </message>
    <message>
        <source>Review</source>
        <translation>确认</translation>
    </message>
    <message>
        <source>Checks are photos drawn at random, accepted ones and others just below, with which the review begins, unmarked. Your answers show how often the program is right about each scene, and nothing else lets it accept more.</source>
        <translation>检查照片是随机抽取的：有的已被接受，有的刚好差一点，不作标记，“待确认”以它们开头。您的回答说明程序对每个场景有多可靠，也只有这些回答能让它接受更多照片。</translation>
    </message>
    <message>
        <source>Scene pack</source>
        <translation>场景包</translation>
    </message>
    <message>
        <source>Backbone</source>
        <translation>骨干网络</translation>
    </message>
    <message>
        <source>Scenes</source>
        <translation>场景</translation>
    </message>
    <message>
        <source>as shipped</source>
        <translation>出厂</translation>
    </message>
    <message>
        <source>Version</source>
        <translation>版本</translation>
    </message>
    <message>
        <source>Learned from my labels</source>
        <translation>从我的标签学习</translation>
    </message>
    <message>
        <source>Sureness and likeness together (recommended)</source>
        <translation>把握与相似度结合（推荐）</translation>
    </message>
    <message>
        <source>Sureness alone</source>
        <translation>仅把握</translation>
    </message>
    <message>
        <source>Likeness of the label vector</source>
        <translation>标签向量的相似度</translation>
    </message>
</context>
<context>
    <name>ModelsPage</name>
    <message>
        <source>Model versions</source>
        <translation>模型版本</translation>
    </message>
    <message>
        <source>Model versions, newest first</source>
        <translation>模型版本，最新的在前</translation>
    </message>
    <message>
        <source>Version</source>
        <translation>版本</translation>
    </message>
    <message>
        <source>Made</source>
        <translation>生成时间</translation>
    </message>
    <message>
        <source>By</source>
        <translation>来源</translation>
    </message>
    <message>
        <source>My samples</source>
        <translation>我的样本</translation>
    </message>
    <message>
        <source>Precision, held out</source>
        <translation>留出样本上的准确率</translation>
    </message>
    <message>
        <source>Go back to this version</source>
        <translation>回到此版本</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
    <message>
        <source>{version} (in use)</source>
        <translation>{version}（使用中）</translation>
    </message>
    <message>
        <source>shipped with the program</source>
        <translation>随程序提供</translation>
    </message>
    <message>
        <source>a refresh</source>
        <translation>一次刷新</translation>
    </message>
    <message>
        <source>another target</source>
        <translation>改变目标</translation>
    </message>
    <message>
        <source>merged scenes</source>
        <translation>合并场景</translation>
    </message>
    <message>
        <source>New labels: {new}. Measured on {measured} labels that it had not seen.</source>
        <translation>新标注：{new}。在它未见过的 {measured} 个标注上检验。</translation>
    </message>
</context>
<context>
    <name>MovesDelegate</name>
    <message>
        <source>left out</source>
        <translation>已排除</translation>
    </message>
</context>
<context>
    <name>NameDialog</name>
    <message>
        <source>OK</source>
        <translation>确定</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
</context>
<context>
    <name>OfferList</name>
    <message>
        <source>What may be typed next</source>
        <translation>接下来可输入的内容</translation>
    </message>
</context>
<context>
    <name>Opening</name>
    <message>
        <source>Add a folder of photos</source>
        <translation>添加照片文件夹</translation>
    </message>
    <message>
        <source>{photo} is not in the library yet.</source>
        <translation>{photo} 还不在库中。</translation>
    </message>
    <message>
        <source>Add its folder {folder}? All photos in it are looked at, none is changed.</source>
        <translation>要添加它所在的文件夹 {folder} 吗？其中的所有照片都会被查看，但不会被修改。</translation>
    </message>
    <message>
        <source>Add the folder</source>
        <translation>添加文件夹</translation>
    </message>
    <message>
        <source>Not now</source>
        <translation>以后再说</translation>
    </message>
</context>
<context>
    <name>OutcomeModel</name>
    <message>
        <source>File</source>
        <translation>文件</translation>
    </message>
    <message>
        <source>What happens</source>
        <translation>变化</translation>
    </message>
</context>
<context>
    <name>OutcomePanel</name>
    <message>
        <source>What would change</source>
        <translation>将会更改的内容</translation>
    </message>
    <message>
        <source>Progress</source>
        <translation>进度</translation>
    </message>
    <message>
        <source>Files, and what happens to each</source>
        <translation>文件及其变化</translation>
    </message>
    <message>
        <source>Keep them out</source>
        <translation>不再写入</translation>
    </message>
    <message>
        <source>Write them again</source>
        <translation>重新写入</translation>
    </message>
    <message>
        <source>Keywords that other programs took out</source>
        <translation>被其他程序删除的关键词</translation>
    </message>
    <message>
        <source>What was done</source>
        <translation>已完成的内容</translation>
    </message>
    <message numerus="yes">
        <source>In %Ln file(s) other programs took keywords of ours out.</source>
        <translation>
            <numerusform>有 %Ln 个文件中，其他程序删除了我们的关键词。</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>OutcomeTexts</name>
    <message>
        <source>There is nothing to write.</source>
        <translation>没有需要写入的内容。</translation>
    </message>
    <message numerus="yes">
        <source>%Ln file(s) will get tags.</source>
        <translation>
            <numerusform>将为 %Ln 个文件写入标签。</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln file(s) got tags.</source>
        <translation>
            <numerusform>已为 %Ln 个文件写入标签。</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Tags will be taken out of %Ln file(s).</source>
        <translation>
            <numerusform>将从 %Ln 个文件中移除标签。</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Tags were taken out of %Ln file(s).</source>
        <translation>
            <numerusform>已从 %Ln 个文件中移除标签。</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>System tags will change beside %Ln photo(s).</source>
        <translation>
            <numerusform>将更改 %Ln 张照片的系统标签。</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>System tags changed beside %Ln photo(s).</source>
        <translation>
            <numerusform>已更改 %Ln 张照片的系统标签。</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln file(s) cannot be written.</source>
        <translation>
            <numerusform>%Ln 个文件无法写入。</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln file(s) are right already.</source>
        <translation>
            <numerusform>%Ln 个文件已是最新。</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln photo(s) without such a tag, or not there.</source>
        <translation>
            <numerusform>%Ln 张照片没有此类标签，或文件不在。</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln sidecar(s) belong to several files.</source>
        <translation>
            <numerusform>%Ln 个附属文件属于多个文件。</numerusform>
        </translation>
    </message>
    <message>
        <source>Its content credentials (C2PA) break: they sign the whole file.</source>
        <translation>其内容凭证（C2PA）将失效：它对整个文件签名。</translation>
    </message>
    <message>
        <source>{keywords}: taken out by another program</source>
        <translation>{keywords}：已被其他程序删除</translation>
    </message>
</context>
<context>
    <name>PackSettings</name>
    <message>
        <source>Choose another scene pack…</source>
        <translation>选择其他场景包…</translation>
    </message>
    <message>
        <source>Use the shipped one</source>
        <translation>使用自带的场景包</translation>
    </message>
    <message>
        <source>Use this pack</source>
        <translation>使用此场景包</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>A pack with a stronger backbone, of torchvision or timm, is chosen the same way.</source>
        <translation>骨干网络更强的场景包（torchvision 或 timm）也用同样方式选择。</translation>
    </message>
    <message>
        <source>{package} is not installed: packs made with it cannot be chosen (pip install albumen[train]).</source>
        <translation>未安装 {package}：无法选择用它制作的场景包（pip install albumen[train]）。</translation>
    </message>
    <message>
        <source>This pack needs {package}, which is not installed here (pip install albumen[train]).</source>
        <translation>此场景包需要 {package}，但这里没有安装（pip install albumen[train]）。</translation>
    </message>
    <message numerus="yes">
        <source>%Ln scene(s)</source>
        <translation>
            <numerusform>%Ln 个场景</numerusform>
        </translation>
    </message>
    <message>
        <source>The backbone is the same: all photos are tagged anew at once.</source>
        <translation>骨干网络相同：所有照片会立即重新打标签。</translation>
    </message>
    <message>
        <source>For another backbone, the features of {photos} are computed anew: a scan reads each photo once more, and until then it keeps its tag.</source>
        <translation>骨干网络不同：{photos}的特征会重新计算。扫描会把每张照片再读一遍，在此之前照片保留原有标签。</translation>
    </message>
    <message>
        <source>Your labels, scenes and history stay, and a refresh learns from your labels again. The window opens anew.</source>
        <translation>您的标注、场景和历史都会保留，刷新会重新从您的标注中学习。窗口会重新打开。</translation>
    </message>
    <message>
        <source>Folder of a scene pack</source>
        <translation>场景包所在的文件夹</translation>
    </message>
</context>
<context>
    <name>PhotoFacts</name>
    <message>
        <source>{seconds} s</source>
        <translation>{seconds} 秒</translation>
    </message>
    <message>
        <source>as {focal} mm</source>
        <translation>相当于 {focal} mm</translation>
    </message>
    <message>
        <source>{scene}?</source>
        <translation>{scene}？</translation>
    </message>
    <message>
        <source>{scene} (yours)</source>
        <translation>{scene}（您的标注）</translation>
    </message>
</context>
<context>
    <name>PhotoMenu</name>
    <message>
        <source>Label as</source>
        <translation>标注为</translation>
    </message>
    <message>
        <source>Stars</source>
        <translation>星级</translation>
    </message>
</context>
<context>
    <name>PlaceList</name>
    <message>
        <source>Find a town or country</source>
        <translation>查找城镇或国家</translation>
    </message>
    <message>
        <source>Places</source>
        <translation>地点</translation>
    </message>
    <message>
        <source>Place</source>
        <translation>地点</translation>
    </message>
    <message>
        <source>Photos</source>
        <translation>照片</translation>
    </message>
</context>
<context>
    <name>PlacesPage</name>
    <message>
        <source>Places</source>
        <translation>地点</translation>
    </message>
    <message>
        <source>Map of the photos</source>
        <translation>照片地图</translation>
    </message>
    <message>
        <source>The wheel, + and − zoom, arrows move, Shift and dragging choose a rectangle.</source>
        <translation>滚轮、+ 和 − 缩放，方向键移动，按住 Shift 拖动选择矩形。</translation>
    </message>
    <message>
        <source>Zoom in</source>
        <translation>放大</translation>
    </message>
    <message>
        <source>Zoom out</source>
        <translation>缩小</translation>
    </message>
    <message>
        <source>Whole earth</source>
        <translation>整个地球</translation>
    </message>
    <message>
        <source>Show these photos</source>
        <translation>显示这些照片</translation>
    </message>
    <message>
        <source>No photo says where it was taken. Places come from the GPS that phones and some cameras write, or from a sidecar.</source>
        <translation>没有照片写明拍摄地点。地点来自手机和一些相机写入的 GPS，或来自附属文件。</translation>
    </message>
    <message>
        <source>Click a dot, or draw a rectangle with Shift.</source>
        <translation>单击一个点，或按住 Shift 画一个矩形。</translation>
    </message>
</context>
<context>
    <name>ProgramsDialog</name>
    <message>
        <source>Open with</source>
        <translation>打开方式</translation>
    </message>
    <message>
        <source>Programs</source>
        <translation>程序</translation>
    </message>
    <message>
        <source>Open</source>
        <translation>打开</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
</context>
<context>
    <name>RangeEditor</name>
    <message>
        <source>From</source>
        <translation>从</translation>
    </message>
    <message>
        <source>to</source>
        <translation>至</translation>
    </message>
    <message>
        <source>Lower end of the range</source>
        <translation>范围下端</translation>
    </message>
    <message>
        <source>Upper end of the range</source>
        <translation>范围上端</translation>
    </message>
    <message>
        <source>Similarities of this scene, with its range</source>
        <translation>此场景的相似度及其范围</translation>
    </message>
    <message>
        <source>Left and Right move the lower end, with Shift the upper end.</source>
        <translation>左右方向键移动下端，按住 Shift 移动上端。</translation>
    </message>
    <message>
        <source>Apply range</source>
        <translation>应用范围</translation>
    </message>
    <message>
        <source>Reset</source>
        <translation>重置</translation>
    </message>
    <message>
        <source>Use the range that the program computes</source>
        <translation>使用程序计算的范围</translation>
    </message>
    <message>
        <source>accepted: {n}</source>
        <translation>已接受：{n}</translation>
    </message>
    <message>
        <source>needs review: {n}</source>
        <translation>待确认：{n}</translation>
    </message>
    <message>
        <source>I said yes: {n}</source>
        <translation>我说是：{n}</translation>
    </message>
    <message>
        <source>I said no: {n}</source>
        <translation>我说不是：{n}</translation>
    </message>
    <message>
        <source>Just inside the line</source>
        <translation>刚好在界内</translation>
    </message>
    <message>
        <source>Just outside the line</source>
        <translation>刚好在界外</translation>
    </message>
    <message>
        <source>Scenes that only hold other scenes have no range of their own.</source>
        <translation>只包含其他场景的场景没有自己的范围。</translation>
    </message>
    <message>
        <source>This scene is new: refresh scenes, and its range appears here.</source>
        <translation>这是新场景：刷新场景后，它的范围会出现在这里。</translation>
    </message>
    <message>
        <source>Set by hand on {date}; a refresh leaves it alone.</source>
        <translation>于 {date} 手动设置；刷新不会改动它。</translation>
    </message>
    <message>
        <source>Computed by the program from your target.</source>
        <translation>由程序根据您的目标计算。</translation>
    </message>
    <message>
        <source>No change</source>
        <translation>没有变化</translation>
    </message>
    <message>
        <source>+{gained} accepted, −{lost}</source>
        <translation>接受 +{gained}，−{lost}</translation>
    </message>
</context>
<context>
    <name>RatingDesk</name>
    <message>
        <source>Rejected: {photos}. Scenes stay as they are; {keys} takes it back.</source>
        <translation>已淘汰：{photos}。场景不变；按 {keys} 撤销。</translation>
    </message>
</context>
<context>
    <name>RatingStrip</name>
    <message>
        <source>Rating of the photo</source>
        <translation>照片的星级和旗标</translation>
    </message>
</context>
<context>
    <name>RefreshBanner</name>
    <message numerus="yes">
        <source>%Ln new label(s): refresh scenes?</source>
        <translation>
            <numerusform>有 %Ln 个新标签：刷新场景？</numerusform>
        </translation>
    </message>
    <message>
        <source>See what changes</source>
        <translation>查看变化</translation>
    </message>
    <message>
        <source>Not now</source>
        <translation>以后再说</translation>
    </message>
</context>
<context>
    <name>RefreshDialog</name>
    <message>
        <source>Refresh scenes</source>
        <translation>刷新场景</translation>
    </message>
    <message>
        <source>What a refresh would change</source>
        <translation>刷新会带来的变化</translation>
    </message>
    <message>
        <source>One step: Ctrl+Z takes it back, and every earlier model stays available.</source>
        <translation>只算一步：Ctrl+Z 可撤销，以前的每个模型都保留可用。</translation>
    </message>
    <message>
        <source>Apply</source>
        <translation>应用</translation>
    </message>
    <message>
        <source>Not now</source>
        <translation>以后再说</translation>
    </message>
    <message numerus="yes">
        <source>Learned from %Ln label(s).</source>
        <translation>
            <numerusform>从 %Ln 个标签中学习。</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln scene(s) move.</source>
        <translation>
            <numerusform>%Ln 个场景有变化。</numerusform>
        </translation>
    </message>
    <message>
        <source>Of {n} tags checked, {wrong} were wrong: more than you allow, so all scenes become stricter.</source>
        <translation>抽查的 {n} 个标签中有 {wrong} 个错误：多于您允许的数量，因此所有场景都将更严格。</translation>
    </message>
    <message>
        <source>Of {n} tags checked, {wrong} were wrong: few enough for all scenes to accept more.</source>
        <translation>抽查的 {n} 个标签中有 {wrong} 个错误：足够少，所有场景都可以接受更多照片。</translation>
    </message>
    <message>
        <source>On your own labels the tags would be right less often than now. Look before you apply.</source>
        <translation>在您自己的标签上，标签正确率会低于现在。请先查看再应用。</translation>
    </message>
    <message>
        <source>would be accepted</source>
        <translation>将被接受</translation>
    </message>
    <message>
        <source>would need review</source>
        <translation>将需确认</translation>
    </message>
    <message>
        <source>not enough data yet</source>
        <translation>数据还不够</translation>
    </message>
    <message>
        <source>precision on labels held out</source>
        <translation>留出标签上的准确率</translation>
    </message>
    <message>
        <source>Scenes that move</source>
        <translation>有变化的场景</translation>
    </message>
    <message>
        <source>Photos that would move</source>
        <translation>将改变归属的照片</translation>
    </message>
    <message numerus="yes">
        <source>%Ln would enter</source>
        <translation>
            <numerusform>%Ln 张将进入</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln would leave</source>
        <translation>
            <numerusform>%Ln 张将离开</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln photo(s) left out: they keep what they have.</source>
        <translation>
            <numerusform>已排除 %Ln 张照片：它们保持现状。</numerusform>
        </translation>
    </message>
    <message>
        <source>Take the tick away from what should not follow.</source>
        <translation>取消勾选不应随之改变的照片。</translation>
    </message>
    <message numerus="yes">
        <source>Let %Ln follow</source>
        <translation>
            <numerusform>让 %Ln 张随之改变</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Leave %Ln out</source>
        <translation>
            <numerusform>排除 %Ln 张</numerusform>
        </translation>
    </message>
    <message>
        <source>No photo would change its place.</source>
        <translation>没有照片会改变位置。</translation>
    </message>
</context>
<context>
    <name>ReportDialog</name>
    <message>
        <source>Report a problem</source>
        <translation>报告问题</translation>
    </message>
    <message>
        <source>Report</source>
        <translation>报告</translation>
    </message>
    <message>
        <source>Leave names of photos and folders in the logs</source>
        <translation>在日志中保留照片和文件夹的名称</translation>
    </message>
    <message>
        <source>Say what you did and what happened, and add the file that is saved here: this text and the program&apos;s logs. Nothing is sent by itself.</source>
        <translation>请说明您做了什么、发生了什么，并附上此处保存的文件：其中包含这段文字和程序的日志。程序不会自行发送任何内容。</translation>
    </message>
    <message>
        <source>Save the report</source>
        <translation>保存报告</translation>
    </message>
    <message>
        <source>Saved: {file}</source>
        <translation>已保存：{file}</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
    <message>
        <source>Save…</source>
        <translation>保存…</translation>
    </message>
    <message>
        <source>Copy</source>
        <translation>复制</translation>
    </message>
</context>
<context>
    <name>ResultDialog</name>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
</context>
<context>
    <name>SampleWall</name>
    <message>
        <source>My samples</source>
        <translation>我的样本</translation>
    </message>
    <message>
        <source>Accepted, most typical first</source>
        <translation>已接受，最典型的在前</translation>
    </message>
    <message>
        <source>Accepted, least typical first</source>
        <translation>已接受，最不典型的在前</translation>
    </message>
    <message>
        <source>Which photos</source>
        <translation>哪些照片</translation>
    </message>
    <message>
        <source>Photos of this scene</source>
        <translation>此场景的照片</translation>
    </message>
    <message>
        <source>Select odd ones</source>
        <translation>选择可疑样本</translation>
    </message>
    <message>
        <source>Select the samples that look more like another scene</source>
        <translation>选择看起来更像其他场景的样本</translation>
    </message>
    <message numerus="yes">
        <source>Split off %Ln sample(s)…</source>
        <translation>
            <numerusform>拆分 %Ln 个样本…</numerusform>
        </translation>
    </message>
    <message>
        <source>Split off…</source>
        <translation>拆分…</translation>
    </message>
    <message>
        <source>Make another scene of the selected photos; with none selected, one is proposed</source>
        <translation>用所选照片新建另一个场景；未选择时会给出建议</translation>
    </message>
    <message>
        <source>You have not labelled a photo with this scene yet. Choose &apos;Accepted, most typical first&apos; and make some of them samples.</source>
        <translation>您还没有用此场景标注照片。选择“已接受，最典型的在前”，把其中一些设为样本。</translation>
    </message>
    <message>
        <source>The program has not accepted a photo for this scene yet.</source>
        <translation>程序还没有为此场景接受过照片。</translation>
    </message>
    <message numerus="yes">
        <source>Remove %Ln sample(s)</source>
        <translation>
            <numerusform>移除 %Ln 个样本</numerusform>
        </translation>
    </message>
    <message>
        <source>Remove</source>
        <translation>移除</translation>
    </message>
    <message numerus="yes">
        <source>Make %Ln sample(s)</source>
        <translation>
            <numerusform>设为 %Ln 个样本</numerusform>
        </translation>
    </message>
    <message>
        <source>Make samples</source>
        <translation>设为样本</translation>
    </message>
</context>
<context>
    <name>SceneBook</name>
    <message>
        <source>None of the scenes</source>
        <translation>不属于任何场景</translation>
    </message>
</context>
<context>
    <name>SceneEditing</name>
    <message>
        <source>A new scene needs at least 3 photos: select more.</source>
        <translation>新场景至少需要 3 张照片：请多选一些。</translation>
    </message>
    <message numerus="yes">
        <source>%Ln photo(s) become the samples of the new scene.</source>
        <translation>
            <numerusform>%Ln 张照片成为新场景的样本。</numerusform>
        </translation>
    </message>
    <message>
        <source>Then label photos with it: from 3 on, a refresh proposes it for others, and 10 make it good.</source>
        <translation>随后用它标注照片：满 3 张后，刷新会向其他照片提议它，10 张效果更好。</translation>
    </message>
</context>
<context>
    <name>SceneForm</name>
    <message>
        <source>New scene</source>
        <translation>新建场景</translation>
    </message>
    <message>
        <source>Edit scene</source>
        <translation>编辑场景</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>名称</translation>
    </message>
    <message>
        <source>Name in English</source>
        <translation>英文名称</translation>
    </message>
    <message>
        <source>Name in Chinese</source>
        <translation>中文名称</translation>
    </message>
    <message>
        <source>Lies under</source>
        <translation>上级</translation>
    </message>
    <message>
        <source>Colour</source>
        <translation>颜色</translation>
    </message>
    <message>
        <source>Make scene</source>
        <translation>建立场景</translation>
    </message>
    <message>
        <source>Save</source>
        <translation>保存</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>no other scene</source>
        <translation>无上级</translation>
    </message>
</context>
<context>
    <name>SceneHead</name>
    <message>
        <source>Edit…</source>
        <translation>编辑…</translation>
    </message>
    <message>
        <source>Change names, colour, and what it lies under</source>
        <translation>更改名称、颜色和上级</translation>
    </message>
    <message>
        <source>Merge…</source>
        <translation>合并…</translation>
    </message>
    <message>
        <source>Make this scene a part of another</source>
        <translation>把此场景并入另一个场景</translation>
    </message>
    <message>
        <source>Switch off</source>
        <translation>停用</translation>
    </message>
    <message>
        <source>Switch on</source>
        <translation>启用</translation>
    </message>
    <message>
        <source>No photo is proposed for this scene any more; your labels stay</source>
        <translation>不再为此场景提出建议；您的标签保留</translation>
    </message>
    <message>
        <source>Propose this scene again</source>
        <translation>重新建议此场景</translation>
    </message>
    <message>
        <source>accepted: {n}</source>
        <translation>已接受：{n}</translation>
    </message>
    <message>
        <source>labelled by me: {n}</source>
        <translation>我标注的：{n}</translation>
    </message>
    <message>
        <source>needs review: {n}</source>
        <translation>待确认：{n}</translation>
    </message>
    <message>
        <source>under {scene}</source>
        <translation>属于{scene}</translation>
    </message>
    <message>
        <source>switched off</source>
        <translation>已停用</translation>
    </message>
    <message>
        <source>Of {n} checked, {right} right.</source>
        <translation>抽查 {n} 张，正确 {right} 张。</translation>
    </message>
    <message>
        <source>How often it is right: not enough data yet ({n} of 10 checks answered).</source>
        <translation>正确率：数据还不够（10 次抽查已回答 {n} 次）。</translation>
    </message>
</context>
<context>
    <name>SceneInput</name>
    <message>
        <source>Type a scene</source>
        <translation>输入场景</translation>
    </message>
    <message>
        <source>Scenes that match</source>
        <translation>匹配的场景</translation>
    </message>
    <message>
        <source>Enter takes the marked scene. Shift+Enter makes a new one.</source>
        <translation>Enter 采用选中的场景，Shift+Enter 新建场景。</translation>
    </message>
</context>
<context>
    <name>SceneList</name>
    <message>
        <source>Scene</source>
        <translation>场景</translation>
    </message>
    <message>
        <source>Photos</source>
        <translation>照片</translation>
    </message>
    <message>
        <source>Review</source>
        <translation>确认</translation>
    </message>
    <message>
        <source>Scenes</source>
        <translation>场景</translation>
    </message>
    <message>
        <source>{scene} (off)</source>
        <translation>{scene}（停用）</translation>
    </message>
    <message>
        <source>{scene}, {count} photos, {review} need review</source>
        <translation>{scene}，{count} 张照片，{review} 张待确认</translation>
    </message>
</context>
<context>
    <name>ScenesPage</name>
    <message>
        <source>Scenes</source>
        <translation>场景</translation>
    </message>
    <message>
        <source>Find a scene</source>
        <translation>查找场景</translation>
    </message>
    <message>
        <source>New scene…</source>
        <translation>新建场景…</translation>
    </message>
    <message>
        <source>Make a scene now, and give it photos later</source>
        <translation>现在创建场景，稍后再添加照片</translation>
    </message>
    <message>
        <source>Samples</source>
        <translation>样本</translation>
    </message>
    <message>
        <source>Range</source>
        <translation>范围</translation>
    </message>
    <message>
        <source>About this scene</source>
        <translation>关于此场景</translation>
    </message>
    <message>
        <source>No group of look-alikes is without a scene. Scan more photos first.</source>
        <translation>没有缺少场景的相似照片组。请先扫描更多照片。</translation>
    </message>
    <message numerus="yes">
        <source>%Ln photo(s) look like one thing and are selected. Split off makes a scene of them.</source>
        <translation>
            <numerusform>已选中看起来相同的 %Ln 张照片。点按“拆分”即可用它们建立新场景。</numerusform>
        </translation>
    </message>
    <message>
        <source>These samples do not fall into two groups: select photos, then split.</source>
        <translation>这些样本分不成两组：请先选择照片再拆分。</translation>
    </message>
</context>
<context>
    <name>Search</name>
    <message>
        <source>Scene</source>
        <translation>场景</translation>
    </message>
    <message>
        <source>Proposed</source>
        <translation>提议</translation>
    </message>
    <message>
        <source>Keyword</source>
        <translation>关键词</translation>
    </message>
    <message>
        <source>File name</source>
        <translation>文件名</translation>
    </message>
    <message>
        <source>Folder</source>
        <translation>文件夹</translation>
    </message>
    <message>
        <source>Camera</source>
        <translation>相机</translation>
    </message>
    <message>
        <source>Lens</source>
        <translation>镜头</translation>
    </message>
    <message>
        <source>Format</source>
        <translation>格式</translation>
    </message>
    <message>
        <source>Taken</source>
        <translation>拍摄</translation>
    </message>
    <message>
        <source>On this day of any year</source>
        <translation>历年的这一天</translation>
    </message>
    <message>
        <source>Place</source>
        <translation>地点</translation>
    </message>
    <message>
        <source>Part of the map</source>
        <translation>地图区域</translation>
    </message>
    <message>
        <source>Album</source>
        <translation>相册</translation>
    </message>
    <message>
        <source>State</source>
        <translation>状态</translation>
    </message>
    <message>
        <source>Has</source>
        <translation>具有</translation>
    </message>
    <message>
        <source>Reason</source>
        <translation>原因</translation>
    </message>
    <message>
        <source>Shape</source>
        <translation>形状</translation>
    </message>
    <message>
        <source>Similarity</source>
        <translation>相似度</translation>
    </message>
    <message>
        <source>Stars</source>
        <translation>星级</translation>
    </message>
    <message>
        <source>Flag</source>
        <translation>旗标</translation>
    </message>
    <message>
        <source>Width</source>
        <translation>宽度</translation>
    </message>
    <message>
        <source>Height</source>
        <translation>高度</translation>
    </message>
    <message>
        <source>File size</source>
        <translation>文件大小</translation>
    </message>
    <message>
        <source>labelled by you</source>
        <translation>由您标注</translation>
    </message>
    <message>
        <source>accepted</source>
        <translation>已接受</translation>
    </message>
    <message>
        <source>needs review</source>
        <translation>待确认</translation>
    </message>
    <message>
        <source>to refine</source>
        <translation>待细分</translation>
    </message>
    <message>
        <source>unreadable</source>
        <translation>无法读取</translation>
    </message>
    <message>
        <source>not looked at yet</source>
        <translation>尚未查看</translation>
    </message>
    <message>
        <source>has a tag</source>
        <translation>已有标签</translation>
    </message>
    <message>
        <source>none of the scenes</source>
        <translation>不属于任何场景</translation>
    </message>
    <message>
        <source>gone or offline</source>
        <translation>缺失或离线</translation>
    </message>
    <message>
        <source>same picture twice</source>
        <translation>有相同的图片</translation>
    </message>
    <message>
        <source>has look-alikes</source>
        <translation>有相似的照片</translation>
    </message>
    <message>
        <source>a raw file, or with one</source>
        <translation>RAW 文件或附有 RAW</translation>
    </message>
    <message>
        <source>your word</source>
        <translation>您的标注</translation>
    </message>
    <message>
        <source>keywords</source>
        <translation>关键词</translation>
    </message>
    <message>
        <source>a date of the camera</source>
        <translation>相机日期</translation>
    </message>
    <message>
        <source>a camera</source>
        <translation>相机</translation>
    </message>
    <message>
        <source>a lens</source>
        <translation>镜头</translation>
    </message>
    <message>
        <source>a raw file beside it</source>
        <translation>附带的 RAW 文件</translation>
    </message>
    <message>
        <source>a film beside it</source>
        <translation>附带的视频</translation>
    </message>
    <message>
        <source>a place on the map</source>
        <translation>地图上的位置</translation>
    </message>
    <message>
        <source>picked</source>
        <translation>已选中</translation>
    </message>
    <message>
        <source>rejected by you</source>
        <translation>已淘汰</translation>
    </message>
    <message>
        <source>no flag</source>
        <translation>无旗标</translation>
    </message>
    <message>
        <source>unlike its scene</source>
        <translation>与场景不典型</translation>
    </message>
    <message>
        <source>close to a second scene</source>
        <translation>接近第二个场景</translation>
    </message>
    <message>
        <source>above the range</source>
        <translation>高于范围</translation>
    </message>
    <message>
        <source>scene has too few samples</source>
        <translation>场景样本太少</translation>
    </message>
    <message>
        <source>you said no</source>
        <translation>您已否定</translation>
    </message>
    <message>
        <source>left out of a refresh</source>
        <translation>刷新时被略去</translation>
    </message>
    <message>
        <source>wider than high</source>
        <translation>宽大于高</translation>
    </message>
    <message>
        <source>higher than wide</source>
        <translation>高大于宽</translation>
    </message>
    <message>
        <source>square</source>
        <translation>方形</translation>
    </message>
    <message>
        <source>“{text}”</source>
        <translation>“{text}”</translation>
    </message>
    <message>
        <source>not {what}</source>
        <translation>非 {what}</translation>
    </message>
    <message>
        <source> and </source>
        <translation> 且 </translation>
    </message>
    <message>
        <source> or </source>
        <translation> 或 </translation>
    </message>
    <message>
        <source>{field}: {value}</source>
        <translation>{field}：{value}</translation>
    </message>
</context>
<context>
    <name>SearchDialog</name>
    <message>
        <source>How to search</source>
        <translation>如何搜索</translation>
    </message>
    <message>
        <source>A word is a scene, by its name or a synonym in English or Chinese, with all scenes below it; or it stands in the name of a file or folder, a keyword, a title, a place, the camera or the lens. All words must be found.</source>
        <translation>一个词可以是场景（中文或英文的名称或同义词，包含其下的所有场景），也可以出现在文件名、文件夹名、关键词、标题、地点、相机或镜头中。所有的词都必须找到。</translation>
    </message>
    <message>
        <source>Fields</source>
        <translation>字段</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
    <message>
        <source>both</source>
        <translation>两者都有</translation>
    </message>
    <message>
        <source>either</source>
        <translation>任一即可</translation>
    </message>
    <message>
        <source>the first, but not the second; NOT does the same</source>
        <translation>有前者而没有后者；NOT 作用相同</translation>
    </message>
    <message>
        <source>brackets keep together</source>
        <translation>括号表示一组</translation>
    </message>
    <message>
        <source>these words just so</source>
        <translation>完全按此顺序的词语</translation>
    </message>
    <message>
        <source>from one to another; also &gt;=2023-07</source>
        <translation>从一个到另一个；也可写 &gt;=2023-07</translation>
    </message>
</context>
<context>
    <name>SearchLine</name>
    <message>
        <source>Search: beach -people date:2023</source>
        <translation>搜索：海滩 -人物 日期:2023</translation>
    </message>
    <message>
        <source>Search photos</source>
        <translation>搜索照片</translation>
    </message>
    <message>
        <source>How to search</source>
        <translation>如何搜索</translation>
    </message>
</context>
<context>
    <name>SetView</name>
    <message>
        <source>Photos of the set</source>
        <translation>此组的照片</translation>
    </message>
</context>
<context>
    <name>SettingsDialog</name>
    <message>
        <source>Settings</source>
        <translation>设置</translation>
    </message>
    <message>
        <source>Pages of settings</source>
        <translation>设置页面</translation>
    </message>
    <message>
        <source>Folders</source>
        <translation>文件夹</translation>
    </message>
    <message>
        <source>Model and review</source>
        <translation>模型与确认</translation>
    </message>
    <message>
        <source>Tags elsewhere</source>
        <translation>在其他程序中使用标签</translation>
    </message>
    <message>
        <source>Keys</source>
        <translation>按键</translation>
    </message>
    <message>
        <source>Language and look</source>
        <translation>语言与外观</translation>
    </message>
    <message>
        <source>Library and storage</source>
        <translation>图库与存储</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
</context>
<context>
    <name>SheetFoot</name>
    <message>
        <source>See what would change</source>
        <translation>查看会有什么变化</translation>
    </message>
    <message>
        <source>I stop here</source>
        <translation>到此为止</translation>
    </message>
    <message>
        <source>Skip</source>
        <translation>跳过</translation>
    </message>
    <message>
        <source>Back</source>
        <translation>返回</translation>
    </message>
    <message>
        <source>Enlarge</source>
        <translation>放大</translation>
    </message>
    <message>
        <source>None of the scenes</source>
        <translation>不属于任何场景</translation>
    </message>
</context>
<context>
    <name>SheetPage</name>
    <message>
        <source>Review by the sheet</source>
        <translation>按页审阅</translation>
    </message>
    <message>
        <source>Looking for photos that belong together…</source>
        <translation>正在寻找属于一起的照片…</translation>
    </message>
    <message>
        <source>No sheet is left: every photo has a tag, or your word.</source>
        <translation>没有剩下的页：每张照片都有标签，或有您的答复。</translation>
    </message>
    <message>
        <source>The next sheet is on its way…</source>
        <translation>下一页马上就来…</translation>
    </message>
</context>
<context>
    <name>SheetTexts</name>
    <message numerus="yes">
        <source>%Ln photo(s) look like one thing: name it</source>
        <translation>
            <numerusform>%Ln 张照片看起来是同一类：请命名</numerusform>
        </translation>
    </message>
    <message>
        <source>{parent}: {scene}?</source>
        <translation>{parent}：{scene}？</translation>
    </message>
    <message>
        <source>{scene}?</source>
        <translation>{scene}？</translation>
    </message>
    <message>
        <source>Mark those that do not belong, then {key}</source>
        <translation>标记不属于这里的，然后按 {key}</translation>
    </message>
    <message>
        <source>Mark those that belong, then {key}</source>
        <translation>标记属于这里的，然后按 {key}</translation>
    </message>
    <message numerus="yes">
        <source>%Ln photo(s). Mark those that show a scene, then {key}</source>
        <translation>
            <numerusform>%Ln 张照片。标记其实有场景的，然后按 {key}</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln photo(s). Mark those that show none, then {key}</source>
        <translation>
            <numerusform>%Ln 张照片。标记没有场景的，然后按 {key}</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln photo(s). Mark those that are, then {key}</source>
        <translation>
            <numerusform>%Ln 张照片。标记属于它的，然后按 {key}</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln photo(s). Mark those that are not, then {key}</source>
        <translation>
            <numerusform>%Ln 张照片。标记不属于它的，然后按 {key}</numerusform>
        </translation>
    </message>
    <message>
        <source>Any scene of it counts; which one can wait.</source>
        <translation>其下任何场景都算；具体哪个以后再说。</translation>
    </message>
    <message>
        <source>Tagged already, but coarsely: a yes makes the tag exact.</source>
        <translation>已有粗略标签：回答“是”会让标签更精确。</translation>
    </message>
    <message>
        <source>These were marked on another sheet: the next best guess.</source>
        <translation>这些照片曾在别的一页上被标记：这是次佳猜测。</translation>
    </message>
    <message numerus="yes">
        <source>Name %Ln photo(s)</source>
        <translation>
            <numerusform>为 %Ln 张照片命名</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Yes to all %Ln</source>
        <translation>
            <numerusform>%Ln 张全部是</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>No to all %Ln</source>
        <translation>
            <numerusform>%Ln 张全部不是</numerusform>
        </translation>
    </message>
    <message>
        <source>Yes to {yes}, no to {no}</source>
        <translation>{yes} 张是，{no} 张不是</translation>
    </message>
    <message>
        <source>Mark what is not</source>
        <translation>改为标记不是的</translation>
    </message>
    <message>
        <source>Mark what is</source>
        <translation>改为标记是的</translation>
    </message>
    <message numerus="yes">
        <source>%Ln sheet(s) left</source>
        <translation>
            <numerusform>还剩 %Ln 页</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln more photo(s) settled.</source>
        <translation>
            <numerusform>又处理好 %Ln 张照片。</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln that had a tag has your word now.</source>
        <translation>
            <numerusform>%Ln 张已有标签的照片现在有了您的答复。</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln come(s) back on another sheet.</source>
        <translation>
            <numerusform>%Ln 张会出现在别的页上。</numerusform>
        </translation>
    </message>
    <message>
        <source>{first} {second}</source>
        <translation>{first}{second}</translation>
    </message>
    <message numerus="yes">
        <source>Of %Ln tagged photo(s)</source>
        <translation>
            <numerusform>已有标签的 %Ln 张照片中</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>about %Ln are wrong</source>
        <translation>
            <numerusform>约 %Ln 张有误</numerusform>
        </translation>
    </message>
    <message>
        <source>hardly any is wrong</source>
        <translation>几乎没有错的</translation>
    </message>
    <message numerus="yes">
        <source>%Ln photo(s) have no tag</source>
        <translation>
            <numerusform>%Ln 张没有标签</numerusform>
        </translation>
    </message>
    <message>
        <source>{tagged} {wrong}; {untagged}.</source>
        <translation>{tagged}{wrong}；{untagged}。</translation>
    </message>
</context>
<context>
    <name>ShowBar</name>
    <message>
        <source>Pause</source>
        <translation>暂停</translation>
    </message>
    <message>
        <source>Go on</source>
        <translation>继续</translation>
    </message>
    <message>
        <source>Previous photo</source>
        <translation>上一张照片</translation>
    </message>
    <message>
        <source>Start a slideshow</source>
        <translation>开始幻灯片放映</translation>
    </message>
    <message>
        <source>Next photo</source>
        <translation>下一张照片</translation>
    </message>
    <message>
        <source>Photos by chance</source>
        <translation>随机顺序</translation>
    </message>
    <message>
        <source>Information on the photo</source>
        <translation>照片信息</translation>
    </message>
    <message>
        <source>Leave the full screen</source>
        <translation>退出全屏</translation>
    </message>
    <message>
        <source> s</source>
        <translation> 秒</translation>
    </message>
    <message>
        <source>Seconds for each photo</source>
        <translation>每张照片的秒数</translation>
    </message>
</context>
<context>
    <name>ShownPhoto</name>
    <message>
        <source>This file is not there now: its folder is offline or gone.</source>
        <translation>现在找不到此文件：它的文件夹已离线或不存在。</translation>
    </message>
    <message>
        <source>This file cannot be shown: {reason}</source>
        <translation>无法显示此文件：{reason}</translation>
    </message>
</context>
<context>
    <name>Sidebar</name>
    <message>
        <source>Library, albums, scenes and folders</source>
        <translation>图库、相册、场景和文件夹</translation>
    </message>
</context>
<context>
    <name>SidebarMenu</name>
    <message>
        <source>Rename…</source>
        <translation>重命名…</translation>
    </message>
    <message>
        <source>Delete…</source>
        <translation>删除…</translation>
    </message>
    <message>
        <source>Samples and range…</source>
        <translation>样本和范围…</translation>
    </message>
    <message>
        <source>Switch off</source>
        <translation>停用</translation>
    </message>
    <message>
        <source>Switch on</source>
        <translation>启用</translation>
    </message>
    <message>
        <source>Rescan this folder</source>
        <translation>重新扫描此文件夹</translation>
    </message>
    <message>
        <source>Tag new photos as they come</source>
        <translation>自动标注新照片</translation>
    </message>
    <message>
        <source>It moved…</source>
        <translation>文件夹已移动…</translation>
    </message>
    <message>
        <source>Remove from the library</source>
        <translation>从图库中移除</translation>
    </message>
    <message>
        <source>Settings of folders…</source>
        <translation>文件夹设置…</translation>
    </message>
    <message>
        <source>Where is this folder now?</source>
        <translation>这个文件夹现在在哪里？</translation>
    </message>
</context>
<context>
    <name>SidebarModel</name>
    <message>
        <source>Library</source>
        <translation>图库</translation>
    </message>
    <message>
        <source>Scenes</source>
        <translation>场景</translation>
    </message>
    <message>
        <source>Folders</source>
        <translation>文件夹</translation>
    </message>
    <message>
        <source>Albums</source>
        <translation>相册</translation>
    </message>
    <message>
        <source>Searches</source>
        <translation>搜索</translation>
    </message>
    <message>
        <source>Places</source>
        <translation>地点</translation>
    </message>
    <message numerus="yes">
        <source>%Ln of them were accepted already. They were drawn at random: your answers tell how often the tags are right.</source>
        <translation>
            <numerusform>其中 %Ln 张已被接受：它们是随机抽取的，您的回答会说明标签有多可靠。</numerusform>
        </translation>
    </message>
    <message>
        <source>offline</source>
        <translation>离线</translation>
    </message>
    <message>
        <source>watching</source>
        <translation>监视中</translation>
    </message>
</context>
<context>
    <name>SimilarityBar</name>
    <message>
        <source>Similarity {score}, range {low} to {high}</source>
        <translation>相似度 {score}，范围 {low} 至 {high}</translation>
    </message>
</context>
<context>
    <name>Slideshow</name>
    <message>
        <source>Slideshow</source>
        <translation>幻灯片放映</translation>
    </message>
</context>
<context>
    <name>StatusLine</name>
    <message>
        <source>{scene}?</source>
        <translation>{scene}？</translation>
    </message>
    <message>
        <source>{scene}, not sure which</source>
        <translation>{scene}（具体不确定）</translation>
    </message>
</context>
<context>
    <name>StorageSettings</name>
    <message>
        <source>Library file</source>
        <translation>图库文件</translation>
    </message>
    <message>
        <source>Open another…</source>
        <translation>打开其他…</translation>
    </message>
    <message>
        <source>New…</source>
        <translation>新建…</translation>
    </message>
    <message>
        <source>Back up…</source>
        <translation>备份…</translation>
    </message>
    <message>
        <source>Move…</source>
        <translation>移动…</translation>
    </message>
    <message>
        <source>Folder of thumbnails</source>
        <translation>缩略图文件夹</translation>
    </message>
    <message>
        <source>Change…</source>
        <translation>更改…</translation>
    </message>
    <message>
        <source>Largest size of the cache</source>
        <translation>缓存的最大大小</translation>
    </message>
    <message>
        <source>Scan gently: fewer cores, lower priority</source>
        <translation>温和扫描：少用核心，降低优先级</translation>
    </message>
    <message>
        <source>Wait for mains power while on battery</source>
        <translation>使用电池时等待接通电源</translation>
    </message>
    <message>
        <source>Folder</source>
        <translation>文件夹</translation>
    </message>
    <message>
        <source>At most</source>
        <translation>最多</translation>
    </message>
    <message>
        <source>The library holds labels, scenes, models and history; your photos stay where they are. A copy is kept beside it every day.</source>
        <translation>图库保存标签、场景、模型和历史；照片留在原处。每天会在旁边保存一份副本。</translation>
    </message>
    <message>
        <source>Thumbnails</source>
        <translation>缩略图</translation>
    </message>
    <message>
        <source>Scanning</source>
        <translation>扫描</translation>
    </message>
    <message>
        <source>Libraries (*.albumen)</source>
        <translation>图库 (*.albumen)</translation>
    </message>
    <message>
        <source>Open a library</source>
        <translation>打开图库</translation>
    </message>
    <message>
        <source>New library</source>
        <translation>新建图库</translation>
    </message>
    <message>
        <source>That file exists: open it, or choose another name.</source>
        <translation>该文件已存在：请打开它，或换一个名称。</translation>
    </message>
    <message>
        <source>Back up the library</source>
        <translation>备份图库</translation>
    </message>
    <message>
        <source>Move the library</source>
        <translation>移动图库</translation>
    </message>
    <message>
        <source>Copied to {path}.</source>
        <translation>已复制到 {path}。</translation>
    </message>
    <message>
        <source>Used from the next start on; thumbnails are made anew.</source>
        <translation>下次启动后生效；缩略图会重新生成。</translation>
    </message>
    <message>
        <source>{files} thumbnails, {size}</source>
        <translation>{files} 个缩略图，{size}</translation>
    </message>
</context>
<context>
    <name>SuggestionStrip</name>
    <message numerus="yes">
        <source>%Ln photo(s) look like one thing: name it?</source>
        <translation>
            <numerusform>%Ln 张照片看起来是同一类：取个名字？</numerusform>
        </translation>
    </message>
    <message>
        <source>Name of the new scene</source>
        <translation>新场景的名称</translation>
    </message>
    <message>
        <source>Make scene</source>
        <translation>建立场景</translation>
    </message>
    <message>
        <source>Not one thing</source>
        <translation>不是同一类</translation>
    </message>
</context>
<context>
    <name>TagFields</name>
    <message>
        <source>My labels</source>
        <translation>我的标注</translation>
    </message>
    <message>
        <source>My labels and accepted tags</source>
        <translation>我的标注和已接受的标签</translation>
    </message>
    <message>
        <source>A sidecar that is there keeps its name.</source>
        <translation>已有的附属文件保留其名称。</translation>
    </message>
    <message>
        <source>Both languages</source>
        <translation>两种语言</translation>
    </message>
    <message>
        <source>none</source>
        <translation>无</translation>
    </message>
    <message>
        <source>A keyword above all of ours, such as Albumen or Places|Scenes</source>
        <translation>放在我们所有关键词之上的关键词，例如 Albumen 或 Places|Scenes</translation>
    </message>
    <message>
        <source>Which tags</source>
        <translation>写入内容</translation>
    </message>
    <message>
        <source>Names</source>
        <translation>名称语言</translation>
    </message>
    <message>
        <source>Under the keyword</source>
        <translation>上级关键词</translation>
    </message>
    <message>
        <source>Sidecars</source>
        <translation>附属文件</translation>
    </message>
    <message>
        <source>Albums as keywords, too</source>
        <translation>相册也写成关键词</translation>
    </message>
    <message>
        <source>Such as Albums|Italy 2023.</source>
        <translation>例如 相册|Italy 2023。</translation>
    </message>
    <message>
        <source>As tags of the system, too</source>
        <translation>同时写为系统标签</translation>
    </message>
    <message>
        <source>Shown by file managers: user.xdg.tags on Linux, Finder tags on macOS.</source>
        <translation>文件管理器会显示：Linux 上为 user.xdg.tags，macOS 上为访达标签。</translation>
    </message>
</context>
<context>
    <name>TargetBar</name>
    <message>
        <source>How strict</source>
        <translation>严格程度</translation>
    </message>
    <message>
        <source>Strict</source>
        <translation>严格</translation>
    </message>
    <message>
        <source>Normal</source>
        <translation>正常</translation>
    </message>
    <message>
        <source>Loose</source>
        <translation>宽松</translation>
    </message>
    <message>
        <source>Own number</source>
        <translation>自定数值</translation>
    </message>
    <message>
        <source>at most 1 wrong in</source>
        <translation>最多错 1 张，每</translation>
    </message>
    <message>
        <source>At most one wrong tag in this many</source>
        <translation>每这么多个标签最多错一个</translation>
    </message>
    <message>
        <source>Apply to all scenes</source>
        <translation>应用到所有场景</translation>
    </message>
    <message>
        <source>Every range is computed anew; ranges set by hand stay. Ctrl+Z takes it back.</source>
        <translation>所有范围重新计算；手动设置的范围保留。Ctrl+Z 可撤销。</translation>
    </message>
</context>
<context>
    <name>TimeStrip</name>
    <message>
        <source>Timeline</source>
        <translation>时间线</translation>
    </message>
    <message>
        <source>{month}: {photos}</source>
        <translation>{month}：{photos}</translation>
    </message>
    <message>
        <source>No date</source>
        <translation>无日期</translation>
    </message>
</context>
<context>
    <name>Tour</name>
    <message>
        <source>Skip</source>
        <translation>跳过</translation>
    </message>
    <message>
        <source>Next</source>
        <translation>下一步</translation>
    </message>
    <message>
        <source>Done</source>
        <translation>完成</translation>
    </message>
</context>
<context>
    <name>TourGuide</name>
    <message>
        <source>By the sheet</source>
        <translation>按页审阅</translation>
    </message>
    <message>
        <source>One question about many photos of yours. Mark what the line at the top asks for, by clicks or a drag; Enter answers for all at once, Backspace takes it back. V leads here at any time.</source>
        <translation>针对您许多照片的同一个问题。按顶部一行的提示，单击或拖动来标记；按 Enter 一次确认全部，按 Backspace 撤回。随时按 V 来到这里。</translation>
    </message>
    <message>
        <source>Lists, scenes, folders</source>
        <translation>列表、场景、文件夹</translation>
    </message>
    <message>
        <source>Needs review holds what the program is not sure of. Drag photos onto a scene to label them.</source>
        <translation>“待确认”里是程序没有把握的照片。把照片拖到场景上即可标注。</translation>
    </message>
    <message>
        <source>Your photos</source>
        <translation>您的照片</translation>
    </message>
    <message>
        <source>A tick is the program&apos;s word, a person is yours, a question waits for you. Enter opens a photo, G goes back.</source>
        <translation>对勾表示程序的判断，人像表示您的判断，问号等待您确认。按 Enter 打开照片，按 G 返回。</translation>
    </message>
    <message>
        <source>Why</source>
        <translation>为什么</translation>
    </message>
    <message>
        <source>The similarity, the range of the scene, and the reason in words. Candidates are chosen by number.</source>
        <translation>相似度、场景的范围，以及用文字说明的原因。按数字键选择候选。</translation>
    </message>
    <message>
        <source>One key a photo</source>
        <translation>一张照片一个键</translation>
    </message>
    <message>
        <source>P says yes, X says no, T types a scene, and Ctrl+Z always takes it back. After some labels, refresh: similar photos follow.</source>
        <translation>P 表示是，X 表示不是，T 输入场景，Ctrl+Z 随时撤销。标注一些之后刷新：相似的照片会随之归类。</translation>
    </message>
</context>
<context>
    <name>TourOffer</name>
    <message>
        <source>New here? A few notes show what is where.</source>
        <translation>第一次使用？几条提示告诉您各部分在哪里。</translation>
    </message>
    <message>
        <source>Show me</source>
        <translation>带我看看</translation>
    </message>
    <message>
        <source>No, thanks</source>
        <translation>不用了</translation>
    </message>
</context>
<context>
    <name>TransferDialog</name>
    <message>
        <source>Move photos</source>
        <translation>移动照片</translation>
    </message>
    <message>
        <source>Copy photos</source>
        <translation>复制照片</translation>
    </message>
    <message numerus="yes">
        <source>%Ln photo(s)</source>
        <translation>
            <numerusform>%Ln 张照片</numerusform>
        </translation>
    </message>
    <message>
        <source>Folder</source>
        <translation>文件夹</translation>
    </message>
    <message>
        <source>Choose…</source>
        <translation>选择…</translation>
    </message>
    <message>
        <source>Move</source>
        <translation>移动</translation>
    </message>
    <message>
        <source>Copy</source>
        <translation>复制</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message numerus="yes">
        <source>%Ln file(s) that belong to them</source>
        <translation>
            <numerusform>%Ln 个附属文件</numerusform>
        </translation>
    </message>
    <message>
        <source>{photos}, and {files}: RAW, films, edits, sidecars</source>
        <translation>{photos}，以及{files}：RAW、短片、编辑记录、附属文件</translation>
    </message>
    <message>
        <source>This is a file, not a folder.</source>
        <translation>这是一个文件，不是文件夹。</translation>
    </message>
    <message>
        <source>Labels and history go along: the photos stay what they are.</source>
        <translation>标签和历史会一同移动：照片还是原来的照片。</translation>
    </message>
    <message>
        <source>This folder is not in the library: the photos leave it. What you said of them is kept, and comes back when you add the folder.</source>
        <translation>这个文件夹不在图库中：照片会离开图库。您给出的标签会保留，添加该文件夹后恢复。</translation>
    </message>
    <message>
        <source>In the library copies are photos of their own, without label.</source>
        <translation>在图库中，副本是独立的照片，没有标签。</translation>
    </message>
    <message>
        <source>Only the copies are made: the library stays as it is.</source>
        <translation>只生成副本：图库保持不变。</translation>
    </message>
    <message>
        <source>The folder is made.</source>
        <translation>将新建这个文件夹。</translation>
    </message>
    <message>
        <source>Nothing is overwritten; one undo takes all of it back.</source>
        <translation>不会覆盖任何文件；一次撤销即可全部还原。</translation>
    </message>
</context>
<context>
    <name>VerifiedDialog</name>
    <message>
        <source>Verify checksums</source>
        <translation>核对校验和</translation>
    </message>
    <message>
        <source>Of {files} files, {same} are what they were.</source>
        <translation>{files} 个文件中，{same} 个未改变。</translation>
    </message>
    <message>
        <source>Files that differ</source>
        <translation>有差异的文件</translation>
    </message>
    <message>
        <source>Some files differ</source>
        <translation>部分文件有差异</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
    <message>
        <source>Changed: other bytes than in the report</source>
        <translation>已改变：内容与报告不同</translation>
    </message>
    <message>
        <source>Missing</source>
        <translation>缺失</translation>
    </message>
    <message>
        <source>Cannot be read</source>
        <translation>无法读取</translation>
    </message>
    <message>
        <source>Added: photos that the report does not name</source>
        <translation>新增：报告中没有的照片</translation>
    </message>
</context>
<context>
    <name>WallModel</name>
    <message>
        <source>looks more like {scene}</source>
        <translation>更像{scene}</translation>
    </message>
</context>
<context>
    <name>WelcomePage</name>
    <message>
        <source>Your photos, by scene</source>
        <translation>您的照片，按场景归类</translation>
    </message>
    <message>
        <source>Add a folder of photos</source>
        <translation>添加照片文件夹</translation>
    </message>
    <message>
        <source>or drop a folder here</source>
        <translation>或把文件夹拖到这里</translation>
    </message>
    <message>
        <source>Albumen looks at every photo in the folder and tags its scene, when it is sure. Your files are only read, never changed.</source>
        <translation>Albumen 会查看文件夹中的每张照片，有把握时为它加上场景标签。文件只会被读取，绝不改动。</translation>
    </message>
    <message>
        <source>Photos it is not sure of wait in Needs review. Answer with one key each: it learns from every answer.</source>
        <translation>没有把握的照片会放进“待确认”。每张只需按一个键回答：它会从每次回答中学习。</translation>
    </message>
    <message>
        <source>Everything happens on this computer. Nothing is uploaded, and no account is needed.</source>
        <translation>一切都在这台电脑上完成。不上传任何内容，也不需要账号。</translation>
    </message>
</context>
<context>
    <name>WhyPanel</name>
    <message>
        <source>Why</source>
        <translation>为什么</translation>
    </message>
    <message>
        <source>Nearest samples</source>
        <translation>最接近的样本</translation>
    </message>
    <message>
        <source>History of this photo</source>
        <translation>这张照片的历史</translation>
    </message>
    <message>
        <source> (undone)</source>
        <translation>（已撤销）</translation>
    </message>
    <message numerus="yes">
        <source>Selected, and %Ln more</source>
        <translation>
            <numerusform>已选择，另有 %Ln 张</numerusform>
        </translation>
    </message>
    <message>
        <source>Selected</source>
        <translation>已选择</translation>
    </message>
    <message numerus="yes">
        <source>With a yes {scene} has %Ln sample(s) of yours.</source>
        <translation>
            <numerusform>若选“是”，{scene}将有您的 %Ln 个样本。</numerusform>
        </translation>
    </message>
    <message>
        <source>About +{gained} accepted, −{lost}.</source>
        <translation>约接受 +{gained}，−{lost}。</translation>
    </message>
    <message>
        <source>No other photo follows by that alone.</source>
        <translation>仅此一项不会改变其他照片。</translation>
    </message>
    <message>
        <source>Estimated by the move of the prototype; a refresh learns more, and shows it.</source>
        <translation>按原型的移动估计；刷新会学到更多，并先行展示。</translation>
    </message>
    <message>
        <source>{photos} selected</source>
        <translation>已选择 {photos}</translation>
    </message>
    <message>
        <source>Also: {scenes}</source>
        <translation>另有：{scenes}</translation>
    </message>
    <message>
        <source>You said no to: {scenes}</source>
        <translation>您说不是：{scenes}</translation>
    </message>
    <message>
        <source>Candidates</source>
        <translation>候选</translation>
    </message>
    <message>
        <source>File</source>
        <translation>文件</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>名称</translation>
    </message>
    <message>
        <source>Folder</source>
        <translation>文件夹</translation>
    </message>
    <message>
        <source>Taken</source>
        <translation>拍摄</translation>
    </message>
    <message>
        <source>Place</source>
        <translation>地点</translation>
    </message>
    <message>
        <source>Coordinates</source>
        <translation>坐标</translation>
    </message>
    <message>
        <source>Camera</source>
        <translation>相机</translation>
    </message>
    <message>
        <source>Rating</source>
        <translation>星级</translation>
    </message>
    <message>
        <source>Size</source>
        <translation>大小</translation>
    </message>
    <message>
        <source>Format</source>
        <translation>格式</translation>
    </message>
    <message>
        <source>Belongs to it</source>
        <translation>属于它的文件</translation>
    </message>
    <message>
        <source>Model</source>
        <translation>模型</translation>
    </message>
    <message>
        <source>{date} (by GPS)</source>
        <translation>{date}（据 GPS）</translation>
    </message>
    <message>
        <source>{date} (by the file&apos;s name)</source>
        <translation>{date}（据文件名）</translation>
    </message>
    <message>
        <source>{date} (by the file&apos;s time)</source>
        <translation>{date}（据文件时间）</translation>
    </message>
    <message>
        <source>unknown</source>
        <translation>未知</translation>
    </message>
    <message>
        <source>Imported</source>
        <translation>导入的信息</translation>
    </message>
    <message>
        <source>Written by other programs, in the file or in a sidecar. It is no label.</source>
        <translation>由其他程序写在文件或附属文件中，不是标签。</translation>
    </message>
</context>
<context>
    <name>Words</name>
    <message>
        <source>All photos</source>
        <translation>所有照片</translation>
    </message>
    <message>
        <source>Needs review</source>
        <translation>待确认</translation>
    </message>
    <message>
        <source>Accepted</source>
        <translation>已接受</translation>
    </message>
    <message>
        <source>Labelled by me</source>
        <translation>我标注的</translation>
    </message>
    <message>
        <source>Unreadable files</source>
        <translation>无法读取的文件</translation>
    </message>
    <message>
        <source>Accepted by the program</source>
        <translation>程序已接受</translation>
    </message>
    <message>
        <source>Unreadable</source>
        <translation>无法读取</translation>
    </message>
    <message>
        <source>No reason</source>
        <translation>无原因</translation>
    </message>
    <message>
        <source>Unlike its scene</source>
        <translation>与场景不够像</translation>
    </message>
    <message>
        <source>Above the range</source>
        <translation>高于范围</translation>
    </message>
    <message>
        <source>Close to a second scene</source>
        <translation>接近另一个场景</translation>
    </message>
    <message>
        <source>None of the scenes</source>
        <translation>不属于任何场景</translation>
    </message>
    <message>
        <source>Scene has too few samples</source>
        <translation>场景样本太少</translation>
    </message>
    <message>
        <source>I said no</source>
        <translation>我说不是</translation>
    </message>
    <message>
        <source>Could not be measured</source>
        <translation>无法测量</translation>
    </message>
    <message>
        <source>File unreadable</source>
        <translation>文件无法读取</translation>
    </message>
    <message>
        <source>file is offline or gone</source>
        <translation>文件离线或已不在</translation>
    </message>
    <message>
        <source>You said: {scene}</source>
        <translation>您的判断：{scene}</translation>
    </message>
    <message>
        <source>{score}: below {scene} {low}; {second} is nearly as likely</source>
        <translation>{score}：低于{scene}的 {low}；{second}的可能性几乎相同</translation>
    </message>
    <message>
        <source>{score}: {second} is as likely as {scene}</source>
        <translation>{score}：{second}与{scene}的可能性相同</translation>
    </message>
    <message>
        <source>{score}: another scene is as likely as {scene}</source>
        <translation>{score}：另一个场景与{scene}的可能性相同</translation>
    </message>
    <message>
        <source>This file could not be read.</source>
        <translation>无法读取此文件。</translation>
    </message>
    <message>
        <source>{text}; second: {scene} {score}</source>
        <translation>{text}；其次：{scene} {score}</translation>
    </message>
    <message>
        <source>{score}: within the range of {scene}, {low} to {high}</source>
        <translation>{score}：在{scene}的范围 {low} 至 {high} 之内</translation>
    </message>
    <message>
        <source>Merged the scene {scene} into {into}</source>
        <translation>将场景{scene}并入{into}</translation>
    </message>
    <message>
        <source>Allowed at most 1 wrong tag in {wrong}</source>
        <translation>设为每 {wrong} 个标签最多错 1 个</translation>
    </message>
    <message>
        <source>{score}: below {scene} {low}</source>
        <translation>{score}：低于{scene}的 {low}</translation>
    </message>
    <message>
        <source>To refine</source>
        <translation>待细分</translation>
    </message>
    <message>
        <source>Coarse tag: not sure which</source>
        <translation>粗略标签：具体不确定</translation>
    </message>
    <message>
        <source>Not looked at yet</source>
        <translation>尚未查看</translation>
    </message>
    <message>
        <source>Left out of a refresh</source>
        <translation>已排除在刷新之外</translation>
    </message>
    <message>
        <source>No scene?</source>
        <translation>无场景？</translation>
    </message>
    <message>
        <source>{scene}?</source>
        <translation>{scene}？</translation>
    </message>
    <message>
        <source>No flag</source>
        <translation>无旗标</translation>
    </message>
    <message>
        <source>Picked photo</source>
        <translation>选中的照片</translation>
    </message>
    <message>
        <source>Rejected photo</source>
        <translation>淘汰的照片</translation>
    </message>
    <message>
        <source>+RAW</source>
        <translation>+RAW</translation>
    </message>
    <message>
        <source>+Film</source>
        <translation>+视频</translation>
    </message>
    <message>
        <source>Albumen has not looked at this photo yet.</source>
        <translation>Albumen 尚未查看这张照片。</translation>
    </message>
    <message>
        <source>{score}: within the range of {parent}, {low} to {high}; which of it is not sure, most likely {scene} ({nearest})</source>
        <translation>{score}：在“{parent}”的范围 {low} 至 {high} 之内；具体是哪一个不确定，最可能是“{scene}”（{nearest}）</translation>
    </message>
    <message>
        <source>{scene} {score}: you left this photo out of a refresh, so it keeps its tag</source>
        <translation>{scene} {score}：您已将这张照片排除在刷新之外，因此保留其标签</translation>
    </message>
    <message>
        <source>{scene}: what do you say?</source>
        <translation>{scene}：您怎么看？</translation>
    </message>
    <message>
        <source>{score}: above {scene} {high}</source>
        <translation>{score}：高于{scene}的 {high}</translation>
    </message>
    <message>
        <source>Looks like none of the scenes; nearest: {scene} {score}</source>
        <translation>不像任何场景；最接近：{scene} {score}</translation>
    </message>
    <message>
        <source>{scene} has too few samples to decide</source>
        <translation>{scene}的样本太少，无法判断</translation>
    </message>
    <message>
        <source>You said no; left: {scene} {score}</source>
        <translation>您说不是；剩下：{scene} {score}</translation>
    </message>
    <message>
        <source>This photo could not be measured</source>
        <translation>无法测量这张照片</translation>
    </message>
    <message>
        <source>{scene} {score}: you left this photo out of a refresh, so it waits for you</source>
        <translation>{scene} {score}：您已将这张照片排除在刷新之外，因此等待您决定</translation>
    </message>
    <message>
        <source>Scanning photos</source>
        <translation>正在扫描照片</translation>
    </message>
    <message>
        <source>Working out what a refresh would change</source>
        <translation>正在计算刷新会带来的变化</translation>
    </message>
    <message>
        <source>Refreshing scenes</source>
        <translation>正在刷新场景</translation>
    </message>
    <message>
        <source>Laying out the sheets</source>
        <translation>正在排列各页</translation>
    </message>
    <message>
        <source>Grouping look-alikes</source>
        <translation>正在归并相似照片</translation>
    </message>
    <message>
        <source>Looking for duplicates</source>
        <translation>正在查找重复照片</translation>
    </message>
    <message>
        <source>Setting how strict the scenes are</source>
        <translation>正在设置场景的严格程度</translation>
    </message>
    <message>
        <source>Reading keywords</source>
        <translation>正在读取关键词</translation>
    </message>
    <message>
        <source>Labelling photos by their keywords</source>
        <translation>正在根据关键词添加标签</translation>
    </message>
    <message>
        <source>Writing the table</source>
        <translation>正在写入表格</translation>
    </message>
    <message>
        <source>Computing checksums</source>
        <translation>正在计算校验和</translation>
    </message>
    <message>
        <source>Verifying checksums</source>
        <translation>正在核对校验和</translation>
    </message>
    <message>
        <source>Merging scenes</source>
        <translation>正在合并场景</translation>
    </message>
    <message>
        <source>Going to another point of the history</source>
        <translation>正在跳转到历史记录的另一处</translation>
    </message>
    <message>
        <source>Copying the library</source>
        <translation>正在复制图库</translation>
    </message>
    <message>
        <source>Writing tags for other programs</source>
        <translation>正在为其他程序写入标签</translation>
    </message>
    <message>
        <source>Naming places</source>
        <translation>正在命名地点</translation>
    </message>
    <message>
        <source>Tidying the thumbnails</source>
        <translation>正在整理缩略图</translation>
    </message>
    <message>
        <source>Copying photos</source>
        <translation>正在复制照片</translation>
    </message>
    <message>
        <source>Moving photos</source>
        <translation>正在移动照片</translation>
    </message>
    <message>
        <source>Moving photos to the trash</source>
        <translation>正在把照片移到回收站</translation>
    </message>
    <message>
        <source>Taking back</source>
        <translation>正在撤销</translation>
    </message>
    <message>
        <source>Doing it again</source>
        <translation>正在重做</translation>
    </message>
    <message>
        <source>Picked {photos}</source>
        <translation>选中了 {photos}</translation>
    </message>
    <message>
        <source>Rejected {photos}, whatever they show</source>
        <translation>淘汰了 {photos}（与画面场景无关）</translation>
    </message>
    <message>
        <source>Took the flag of {photos} away</source>
        <translation>去掉了 {photos} 的旗标</translation>
    </message>
    <message>
        <source>Labelled {photos} as {scene}</source>
        <translation>把 {photos}标注为{scene}</translation>
    </message>
    <message>
        <source>Accepted {photos} as {scene}</source>
        <translation>接受 {photos}为{scene}</translation>
    </message>
    <message>
        <source>Said that {photos} do not show {scene}</source>
        <translation>指出 {photos}不是{scene}</translation>
    </message>
    <message>
        <source>Said that {photos} show none of the scenes</source>
        <translation>说明{photos}不属于任何场景</translation>
    </message>
    <message>
        <source>Labelled {photos} by their keywords</source>
        <translation>根据关键词为{photos}添加标签</translation>
    </message>
    <message>
        <source>Gave {photos} the labels of copies in the trash</source>
        <translation>将回收站中副本的标签给了 {photos}</translation>
    </message>
    <message>
        <source>Cleared the labels of {photos}</source>
        <translation>清除 {photos}的标签</translation>
    </message>
    <message>
        <source>Made the scene {scene} from {photos}</source>
        <translation>用 {photos}新建场景{scene}</translation>
    </message>
    <message>
        <source>Changed the scene {scene}</source>
        <translation>更改场景{scene}</translation>
    </message>
    <message>
        <source>Answered a sheet of {photos}: {scene}</source>
        <translation>回答了一页 {photos}：{scene}</translation>
    </message>
    <message>
        <source>Rated {photos}: {stars}</source>
        <translation>给 {photos} 打星：{stars}</translation>
    </message>
    <message>
        <source>Made the album {name} of {photos}</source>
        <translation>用 {photos} 新建了相册“{name}”</translation>
    </message>
    <message>
        <source>Renamed the album {old} to {name}</source>
        <translation>把相册“{old}”改名为“{name}”</translation>
    </message>
    <message>
        <source>Put {photos} into the album {name}</source>
        <translation>把 {photos} 放入相册“{name}”</translation>
    </message>
    <message>
        <source>Took {photos} out of the album {name}</source>
        <translation>从相册“{name}”移出 {photos}</translation>
    </message>
    <message>
        <source>Put {photos} of the album {name} in order</source>
        <translation>调整了相册“{name}”中 {photos} 的顺序</translation>
    </message>
    <message>
        <source>Chose the cover of the album {name}</source>
        <translation>选择了相册“{name}”的封面</translation>
    </message>
    <message>
        <source>Deleted the album {name} of {photos}</source>
        <translation>删除了含 {photos} 的相册“{name}”</translation>
    </message>
    <message>
        <source>Kept the search {name}</source>
        <translation>保存了搜索“{name}”</translation>
    </message>
    <message>
        <source>Changed the search {name}</source>
        <translation>更改了搜索“{name}”</translation>
    </message>
    <message>
        <source>Deleted the search {name}</source>
        <translation>删除了搜索“{name}”</translation>
    </message>
    <message>
        <source>Changed the range of {scene}</source>
        <translation>更改{scene}的范围</translation>
    </message>
    <message>
        <source>Refreshed the scenes</source>
        <translation>刷新场景</translation>
    </message>
    <message>
        <source>Went back to model version {version}</source>
        <translation>恢复到模型版本 {version}</translation>
    </message>
    <message>
        <source>Copied {photos} to {path}</source>
        <translation>已将{photos}复制到 {path}</translation>
    </message>
    <message>
        <source>Moved {photos} to {path}</source>
        <translation>已将{photos}移动到 {path}</translation>
    </message>
    <message>
        <source>{path} is offline or gone.</source>
        <translation>{path} 离线或已不存在。</translation>
    </message>
    <message>
        <source>Keywords</source>
        <translation>关键词</translation>
    </message>
    <message>
        <source>Rating</source>
        <translation>评分</translation>
    </message>
    <message>
        <source>Colour label</source>
        <translation>颜色标签</translation>
    </message>
    <message>
        <source>Title</source>
        <translation>标题</translation>
    </message>
    <message>
        <source>Caption</source>
        <translation>说明</translation>
    </message>
    <message>
        <source>Place</source>
        <translation>地点</translation>
    </message>
    <message>
        <source>Coordinates</source>
        <translation>坐标</translation>
    </message>
    <message>
        <source>Rejected there</source>
        <translation>在其他程序中被拒绝</translation>
    </message>
    <message>
        <source>Picked there</source>
        <translation>在那里被选中</translation>
    </message>
</context>
</TS>
