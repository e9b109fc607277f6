<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en" sourcelanguage="en">
<context>
    <name>Counts</name>
    <message numerus="yes">
        <source>%n photo(s)</source>
        <translation>
            <numerusform>%n photo</numerusform>
            <numerusform>%n photos</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>DecisionBar</name>
    <message numerus="yes">
        <source>%n left</source>
        <translation>
            <numerusform>%n left</numerusform>
            <numerusform>%n left</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>JobBar</name>
    <message numerus="yes">
        <source>%n found</source>
        <translation>
            <numerusform>%n found</numerusform>
            <numerusform>%n found</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n failed</source>
        <translation>
            <numerusform>%n failed</numerusform>
            <numerusform>%n failed</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>about %n minute(s) left</source>
        <translation>
            <numerusform>about %n minute left</numerusform>
            <numerusform>about %n minutes left</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>about %n hour(s) left</source>
        <translation>
            <numerusform>about %n hour left</numerusform>
            <numerusform>about %n hours left</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>MergeForm</name>
    <message numerus="yes">
        <source>%n label(s) move with it.</source>
        <translation>
            <numerusform>%n label moves with it.</numerusform>
            <numerusform>%n labels move with it.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>PackSettings</name>
    <message numerus="yes">
        <source>%n scene(s)</source>
        <translation>
            <numerusform>%n scene</numerusform>
            <numerusform>%n scenes</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>RefreshBanner</name>
    <message numerus="yes">
        <source>%n new label(s): refresh scenes?</source>
        <translation>
            <numerusform>%n new label: refresh scenes?</numerusform>
            <numerusform>%n new labels: refresh scenes?</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>RefreshDialog</name>
    <message numerus="yes">
        <source>Learned from %n label(s).</source>
        <translation>
            <numerusform>Learned from %n label.</numerusform>
            <numerusform>Learned from %n labels.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n scene(s) move.</source>
        <translation>
            <numerusform>%n scene moves.</numerusform>
            <numerusform>%n scenes move.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n would enter</source>
        <translation>
            <numerusform>%n would enter</numerusform>
            <numerusform>%n would enter</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n would leave</source>
        <translation>
            <numerusform>%n would leave</numerusform>
            <numerusform>%n would leave</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n photo(s) left out: they keep what they have.</source>
        <translation>
            <numerusform>%n photo left out: it keeps what it has.</numerusform>
            <numerusform>%n photos left out: they keep what they have.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Let %n follow</source>
        <translation>
            <numerusform>Let %n follow</numerusform>
            <numerusform>Let %n follow</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Leave %n out</source>
        <translation>
            <numerusform>Leave %n out</numerusform>
            <numerusform>Leave %n out</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>SampleWall</name>
    <message numerus="yes">
        <source>Remove %n sample(s)</source>
        <translation>
            <numerusform>Remove %n sample</numerusform>
            <numerusform>Remove %n samples</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Make %n sample(s)</source>
        <translation>
            <numerusform>Make %n sample</numerusform>
            <numerusform>Make %n samples</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ScenesPage</name>
    <message numerus="yes">
        <source>%n photo(s) become the samples of the new scene.</source>
        <translation>
            <numerusform>%n photo becomes the samples of the new scene.</numerusform>
            <numerusform>%n photos become the samples of the new scene.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>SuggestionStrip</name>
    <message numerus="yes">
        <source>%n photo(s) look like one thing: name it?</source>
        <translation>
            <numerusform>%n photo looks like one thing: name it?</numerusform>
            <numerusform>%n photos look like one thing: name it?</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>WhyPanel</name>
    <message numerus="yes">
        <source>Selected, and %n more</source>
        <translation>
            <numerusform>Selected, and %n more</numerusform>
            <numerusform>Selected, and %n more</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>With a yes {scene} has %n sample(s) of yours.</source>
        <translation>
            <numerusform>With a yes {scene} has %n sample of yours.</numerusform>
            <numerusform>With a yes {scene} has %n samples of yours.</numerusform>
        </translation>
    </message>
</context>
</TS>
