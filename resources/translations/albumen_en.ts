<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en" sourcelanguage="en">
<context>
    <name>ContactSheetDialog</name>
    <message numerus="yes">
        <source>%Ln page(s)</source>
        <translation>
            <numerusform>%Ln page</numerusform>
            <numerusform>%Ln pages</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>CountTexts</name>
    <message numerus="yes">
        <source>%Ln photo(s)</source>
        <translation>
            <numerusform>%Ln photo</numerusform>
            <numerusform>%Ln photos</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>DecisionBar</name>
    <message numerus="yes">
        <source>%Ln left</source>
        <translation>
            <numerusform>%Ln left</numerusform>
            <numerusform>%Ln left</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>DuplicateCounts</name>
    <message numerus="yes">
        <source>%Ln set(s)</source>
        <translation>
            <numerusform>%Ln set</numerusform>
            <numerusform>%Ln sets</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln photo(s) could not be looked at.</source>
        <translation>
            <numerusform>%Ln photo could not be looked at.</numerusform>
            <numerusform>%Ln photos could not be looked at.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln photo(s) to the trash, {size}</source>
        <translation>
            <numerusform>%Ln photo to the trash, {size}</numerusform>
            <numerusform>%Ln photos to the trash, {size}</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Move %Ln photo(s), {size}, to the trash?</source>
        <translation>
            <numerusform>Move %Ln photo, {size}, to the trash?</numerusform>
            <numerusform>Move %Ln photos, {size}, to the trash?</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln photo(s) moved to the trash.</source>
        <translation>
            <numerusform>%Ln photo moved to the trash.</numerusform>
            <numerusform>%Ln photos moved to the trash.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln photo(s) got the label of a copy.</source>
        <translation>
            <numerusform>%Ln photo got the label of a copy.</numerusform>
            <numerusform>%Ln photos got the label of a copy.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln set(s) left alone: a file that stays has changed.</source>
        <translation>
            <numerusform>%Ln set left alone: a file that stays has changed.</numerusform>
            <numerusform>%Ln sets left alone: a file that stays has changed.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln photo(s) could not go.</source>
        <translation>
            <numerusform>%Ln photo could not go.</numerusform>
            <numerusform>%Ln photos could not go.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln to the trash</source>
        <translation>
            <numerusform>%Ln to the trash</numerusform>
            <numerusform>%Ln to the trash</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln keyword(s) or text(s)</source>
        <translation>
            <numerusform>%Ln keyword or text</numerusform>
            <numerusform>%Ln keywords or texts</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln file(s) belong to it</source>
        <translation>
            <numerusform>%Ln file belongs to it</numerusform>
            <numerusform>%Ln files belong to it</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ExportForm</name>
    <message numerus="yes">
        <source>%Ln selected photo(s)</source>
        <translation>
            <numerusform>%Ln selected photo</numerusform>
            <numerusform>%Ln selected photos</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>FilesDesk</name>
    <message numerus="yes">
        <source>%Ln photo(s) on the clipboard</source>
        <translation>
            <numerusform>%Ln photo on the clipboard</numerusform>
            <numerusform>%Ln photos on the clipboard</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln path(s) on the clipboard</source>
        <translation>
            <numerusform>%Ln path on the clipboard</numerusform>
            <numerusform>%Ln paths on the clipboard</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Move %Ln photo(s) to the trash?</source>
        <translation>
            <numerusform>Move %Ln photo to the trash?</numerusform>
            <numerusform>Move %Ln photos to the trash?</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln file(s) that belong to them go along: {names}.</source>
        <translation>
            <numerusform>%Ln file that belongs to them goes along: {names}.</numerusform>
            <numerusform>%Ln files that belong to them go along: {names}.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln photo(s) offline or gone: {names}</source>
        <translation>
            <numerusform>%Ln photo offline or gone: {names}</numerusform>
            <numerusform>%Ln photos offline or gone: {names}</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>FilesTeller</name>
    <message numerus="yes">
        <source>%Ln photo(s) moved to the trash</source>
        <translation>
            <numerusform>%Ln photo moved to the trash</numerusform>
            <numerusform>%Ln photos moved to the trash</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln photo(s) moved to {folder}</source>
        <translation>
            <numerusform>%Ln photo moved to {folder}</numerusform>
            <numerusform>%Ln photos moved to {folder}</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln photo(s) copied to {folder}</source>
        <translation>
            <numerusform>%Ln photo copied to {folder}</numerusform>
            <numerusform>%Ln photos copied to {folder}</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln got a number</source>
        <translation>
            <numerusform>%Ln got a number</numerusform>
            <numerusform>%Ln got a number</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln skipped</source>
        <translation>
            <numerusform>%Ln skipped</numerusform>
            <numerusform>%Ln skipped</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>JobBar</name>
    <message numerus="yes">
        <source>%Ln found</source>
        <translation>
            <numerusform>%Ln found</numerusform>
            <numerusform>%Ln found</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln failed</source>
        <translation>
            <numerusform>%Ln failed</numerusform>
            <numerusform>%Ln failed</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>about %Ln minute(s) left</source>
        <translation>
            <numerusform>about %Ln minute left</numerusform>
            <numerusform>about %Ln minutes left</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>about %Ln hour(s) left</source>
        <translation>
            <numerusform>about %Ln hour left</numerusform>
            <numerusform>about %Ln hours left</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>KeywordsDialog</name>
    <message numerus="yes">
        <source>Label %Ln photo(s)</source>
        <translation>
            <numerusform>Label %Ln photo</numerusform>
            <numerusform>Label %Ln photos</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln that you labelled stay(s) as it is.</source>
        <translation>
            <numerusform>%Ln that you labelled stays as it is.</numerusform>
            <numerusform>%Ln that you labelled stay as they are.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln you said no of.</source>
        <translation>
            <numerusform>%Ln you said no of.</numerusform>
            <numerusform>%Ln you said no of.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln left: keywords of several scenes.</source>
        <translation>
            <numerusform>%Ln left: its keywords mean several scenes.</numerusform>
            <numerusform>%Ln left: their keywords mean several scenes.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>MergeForm</name>
    <message numerus="yes">
        <source>%Ln label(s) move with it.</source>
        <translation>
            <numerusform>%Ln label moves with it.</numerusform>
            <numerusform>%Ln labels move with it.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>OutcomePanel</name>
    <message numerus="yes">
        <source>In %Ln file(s) other programs took keywords of ours out.</source>
        <translation>
            <numerusform>In %Ln file other programs took keywords of ours out.</numerusform>
            <numerusform>In %Ln files other programs took keywords of ours out.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>OutcomeTexts</name>
    <message numerus="yes">
        <source>%Ln file(s) will get tags.</source>
        <translation>
            <numerusform>%Ln file will get tags.</numerusform>
            <numerusform>%Ln files will get tags.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln file(s) got tags.</source>
        <translation>
            <numerusform>%Ln file got tags.</numerusform>
            <numerusform>%Ln files got tags.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Tags will be taken out of %Ln file(s).</source>
        <translation>
            <numerusform>Tags will be taken out of %Ln file.</numerusform>
            <numerusform>Tags will be taken out of %Ln files.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Tags were taken out of %Ln file(s).</source>
        <translation>
            <numerusform>Tags were taken out of %Ln file.</numerusform>
            <numerusform>Tags were taken out of %Ln files.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>System tags will change beside %Ln photo(s).</source>
        <translation>
            <numerusform>System tags will change beside %Ln photo.</numerusform>
            <numerusform>System tags will change beside %Ln photos.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>System tags changed beside %Ln photo(s).</source>
        <translation>
            <numerusform>System tags changed beside %Ln photo.</numerusform>
            <numerusform>System tags changed beside %Ln photos.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln file(s) cannot be written.</source>
        <translation>
            <numerusform>%Ln file cannot be written.</numerusform>
            <numerusform>%Ln files cannot be written.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln file(s) are right already.</source>
        <translation>
            <numerusform>%Ln file is right already.</numerusform>
            <numerusform>%Ln files are right already.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln photo(s) without such a tag, or not there.</source>
        <translation>
            <numerusform>%Ln photo without such a tag, or not there.</numerusform>
            <numerusform>%Ln photos without such a tag, or not there.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln sidecar(s) belong to several files.</source>
        <translation>
            <numerusform>%Ln sidecar belongs to several files.</numerusform>
            <numerusform>%Ln sidecars belong to several files.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>PackSettings</name>
    <message numerus="yes">
        <source>%Ln scene(s)</source>
        <translation>
            <numerusform>%Ln scene</numerusform>
            <numerusform>%Ln scenes</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>RefreshBanner</name>
    <message numerus="yes">
        <source>%Ln new label(s): refresh scenes?</source>
        <translation>
            <numerusform>%Ln new label: refresh scenes?</numerusform>
            <numerusform>%Ln new labels: refresh scenes?</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>RefreshDialog</name>
    <message numerus="yes">
        <source>Learned from %Ln label(s).</source>
        <translation>
            <numerusform>Learned from %Ln label.</numerusform>
            <numerusform>Learned from %Ln labels.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln scene(s) move.</source>
        <translation>
            <numerusform>%Ln scene moves.</numerusform>
            <numerusform>%Ln scenes move.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln would enter</source>
        <translation>
            <numerusform>%Ln would enter</numerusform>
            <numerusform>%Ln would enter</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln would leave</source>
        <translation>
            <numerusform>%Ln would leave</numerusform>
            <numerusform>%Ln would leave</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln photo(s) left out: they keep what they have.</source>
        <translation>
            <numerusform>%Ln photo left out: it keeps what it has.</numerusform>
            <numerusform>%Ln photos left out: they keep what they have.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Let %Ln follow</source>
        <translation>
            <numerusform>Let %Ln follow</numerusform>
            <numerusform>Let %Ln follow</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Leave %Ln out</source>
        <translation>
            <numerusform>Leave %Ln out</numerusform>
            <numerusform>Leave %Ln out</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>SampleWall</name>
    <message numerus="yes">
        <source>Remove %Ln sample(s)</source>
        <translation>
            <numerusform>Remove %Ln sample</numerusform>
            <numerusform>Remove %Ln samples</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Make %Ln sample(s)</source>
        <translation>
            <numerusform>Make %Ln sample</numerusform>
            <numerusform>Make %Ln samples</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Split off %Ln sample(s)…</source>
        <translation>
            <numerusform>Split off %Ln sample…</numerusform>
            <numerusform>Split off %Ln samples…</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>SceneEditing</name>
    <message numerus="yes">
        <source>%Ln photo(s) become the samples of the new scene.</source>
        <translation>
            <numerusform>%Ln photo becomes the samples of the new scene.</numerusform>
            <numerusform>%Ln photos become the samples of the new scene.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ScenesPage</name>
    <message numerus="yes">
        <source>%Ln photo(s) look like one thing and are selected. Split off makes a scene of them.</source>
        <translation>
            <numerusform>%Ln photo looks like one thing and is selected. Split off makes a scene of it.</numerusform>
            <numerusform>%Ln photos look like one thing and are selected. Split off makes a scene of them.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>SheetTexts</name>
    <message numerus="yes">
        <source>%Ln photo(s) look like one thing: name it</source>
        <translation>
            <numerusform>%Ln photo: name it</numerusform>
            <numerusform>%Ln photos look like one thing: name it</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln photo(s). Mark those that show a scene, then {key}</source>
        <translation>
            <numerusform>%Ln photo. Mark it if it shows a scene, then {key}</numerusform>
            <numerusform>%Ln photos. Mark those that show a scene, then {key}</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln photo(s). Mark those that show none, then {key}</source>
        <translation>
            <numerusform>%Ln photo. Mark it if it shows none, then {key}</numerusform>
            <numerusform>%Ln photos. Mark those that show none, then {key}</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln photo(s). Mark those that are, then {key}</source>
        <translation>
            <numerusform>%Ln photo. Mark it if it is, then {key}</numerusform>
            <numerusform>%Ln photos. Mark those that are, then {key}</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln photo(s). Mark those that are not, then {key}</source>
        <translation>
            <numerusform>%Ln photo. Mark it if it is not, then {key}</numerusform>
            <numerusform>%Ln photos. Mark those that are not, then {key}</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Name %Ln photo(s)</source>
        <translation>
            <numerusform>Name %Ln photo</numerusform>
            <numerusform>Name %Ln photos</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Yes to all %Ln</source>
        <translation>
            <numerusform>Yes to %Ln</numerusform>
            <numerusform>Yes to all %Ln</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>No to all %Ln</source>
        <translation>
            <numerusform>No to %Ln</numerusform>
            <numerusform>No to all %Ln</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln sheet(s) left</source>
        <translation>
            <numerusform>%Ln sheet left</numerusform>
            <numerusform>%Ln sheets left</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln more photo(s) settled.</source>
        <translation>
            <numerusform>%Ln more photo settled.</numerusform>
            <numerusform>%Ln more photos settled.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln that had a tag has your word now.</source>
        <translation>
            <numerusform>%Ln that had a tag has your word now.</numerusform>
            <numerusform>%Ln that had a tag have your word now.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln come(s) back on another sheet.</source>
        <translation>
            <numerusform>%Ln comes back on another sheet.</numerusform>
            <numerusform>%Ln come back on another sheet.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Of %Ln tagged photo(s)</source>
        <translation>
            <numerusform>Of %Ln tagged photo</numerusform>
            <numerusform>Of %Ln tagged photos</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>about %Ln are wrong</source>
        <translation>
            <numerusform>about %Ln is wrong</numerusform>
            <numerusform>about %Ln are wrong</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln photo(s) have no tag</source>
        <translation>
            <numerusform>%Ln photo has no tag</numerusform>
            <numerusform>%Ln photos have no tag</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>SidebarModel</name>
    <message numerus="yes">
        <source>%Ln of them were accepted already. They were drawn at random: your answers tell how often the tags are right.</source>
        <translation>
            <numerusform>%Ln of them was accepted already. It was drawn at random: your answers tell how often the tags are right.</numerusform>
            <numerusform>%Ln of them were accepted already. They were drawn at random: your answers tell how often the tags are right.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>SuggestionStrip</name>
    <message numerus="yes">
        <source>%Ln photo(s) look like one thing: name it?</source>
        <translation>
            <numerusform>%Ln photo looks like one thing: name it?</numerusform>
            <numerusform>%Ln photos look like one thing: name it?</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>TransferDialog</name>
    <message numerus="yes">
        <source>%Ln photo(s)</source>
        <translation>
            <numerusform>%Ln photo</numerusform>
            <numerusform>%Ln photos</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln file(s) that belong to them</source>
        <translation>
            <numerusform>%Ln file that belongs to them</numerusform>
            <numerusform>%Ln files that belong to them</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>WhyPanel</name>
    <message numerus="yes">
        <source>Selected, and %Ln more</source>
        <translation>
            <numerusform>Selected, and %Ln more</numerusform>
            <numerusform>Selected, and %Ln more</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>With a yes {scene} has %Ln sample(s) of yours.</source>
        <translation>
            <numerusform>With a yes {scene} has %Ln sample of yours.</numerusform>
            <numerusform>With a yes {scene} has %Ln samples of yours.</numerusform>
        </translation>
    </message>
</context>
</TS>
