<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en" sourcelanguage="en">
<context>
    <name>Editor</name>
    <message numerus="yes">
        <source>%n thing(s) to mend</source>
        <translation>
            <numerusform>%n thing to mend</numerusform>
            <numerusform>%n things to mend</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>This card comes up %n time(s), first at {first}.</source>
        <translation>
            <numerusform>This card comes up once, at {first}.</numerusform>
            <numerusform>This card comes up %n times, first at {first}.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Goodwill</name>
    <message numerus="yes">
        <source>Goodwill: %n fair offer(s)</source>
        <translation>
            <numerusform>Goodwill: %n fair offer</numerusform>
            <numerusform>Goodwill: %n fair offers</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Note</name>
    <message numerus="yes">
        <source>%n more note(s) after this one.</source>
        <translation>
            <numerusform>%n more note after this one.</numerusform>
            <numerusform>%n more notes after this one.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Notice</name>
    <message numerus="yes">
        <source>%n more</source>
        <translation>
            <numerusform>%n more message</numerusform>
            <numerusform>%n more messages</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Reason</name>
    <message numerus="yes">
        <source>%n interruption(s)</source>
        <translation>
            <numerusform>%n interruption</numerusform>
            <numerusform>%n interruptions</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n earlier contact(s) in 30 days</source>
        <translation>
            <numerusform>%n earlier contact in 30 days</numerusform>
            <numerusform>%n earlier contacts in 30 days</numerusform>
        </translation>
    </message>
</context>
</TS>
