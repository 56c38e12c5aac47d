"""Forms in unusual shapes, written as the Markdown tables that XLSForm's documentation uses."""

SHAPES: dict[str, str] = {
    "single_colon": """
| survey |
| | type | name | label:English | label:Russian | hint:English | media:image:English |
| | text | a | A | А | h | a.png |
| choices |
| | list name | name | label:English | label:Russian |
| | x | 1 | One | Один |
""",
    "upper": """
| Survey |
| | Type | Name | Label | Required | Relevant | Constraint Message | Constraint |
| | text | a | A | Yes | | bad | . != 'x' |
| | integer | b | B | TRUE() | ${a} != '' | | |
""",
    "caption_command": """
| survey |
| | command | tag | caption |
| | text | a | A |
| choices |
| | list_name | value | caption |
| | x | 1 | One |
""",
    "dup_header_alias": """
| survey |
| | type | name | label | caption |
| | text | a | A | B |
""",
    "old_types": """
| survey |
| | type | name | label |
| | select one from yn | a | A |
| | select all that apply from yn | b | B |
| | add select one prompt using yn | c | C |
| | select1 yn | d | D |
| | int | e | E |
| | string | s | S |
| | gps | g | G |
| | percentage | p | P |
| | phone number | ph | Ph |
| | get today | t | |
| | imei | im | |
| | date time | dt | DT |
| | q picture | pic | Pic |
| | add note prompt | n | N |
| | trigger | tr | T |
| choices |
| | list name | name | label |
| | yn | y | Y |
| | yn | n | N |
""",
    "or_other": """
| survey |
| | type | name | label |
| | select_one yn or_other | a | A |
| | select_multiple yn or specify other | b | B |
| choices |
| | list_name | name | label |
| | yn | y | Y |
""",
    "or_other_filter": """
| survey |
| | type | name | label | choice_filter |
| | select_one yn or_other | a | A | x = 1 |
| choices |
| | list_name | name | label | x |
| | yn | y | Y | 1 |
""",
    "loop": """
| survey |
| | type | name | label |
| | begin loop over yn | l | L |
| | integer | count | Count |
| | end loop | | |
| choices |
| | list_name | name | label |
| | yn | y | Y |
""",
    "repeat_count_expr": """
| survey |
| | type | name | label | repeat_count |
| | integer | n | N | |
| | begin repeat | r | R | ${n} + 1 |
| | text | a | A | |
| | end repeat | | | |
| | begin_repeat | r2 | R | ${n} |
| | text | a2 | A | |
| | end_repeat | | | |
| | begin lgroup | r3 | R | 3 |
| | text | a3 | A | |
| | end lgroup | | | |
""",
    "table_list": """
| survey |
| | type | name | label | hint | appearance |
| | begin group | g | G | h | table-list minimal |
| | select_one yn | a | A | | |
| | select_one yn | b | B | | |
| | end group | | | | |
| choices |
| | list_name | name | label |
| | yn | y | Y |
| | yn | n | N |
""",
    "table_list_bad": """
| survey |
| | type | name | label | appearance |
| | begin group | g | G | table-list |
| | select_one yn | a | A | |
| | select_one ab | b | B | |
| | end group | | | |
| choices |
| | list_name | name | label |
| | yn | y | Y |
| | ab | n | N |
""",
    "calc_no_calc": """
| survey |
| | type | name | label | calculation | default |
| | calculate | a | | | |
| | calculate | b | | 1+1 | |
| | calculate | c | | | 1 + 1 |
""",
    "mismatched": """
| survey |
| | type | name | label |
| | begin group | g | G |
| | begin repeat | r | R |
| | text | a | A |
| | end group | | |
| | end repeat | | |
""",
    "unknown_ref_label": """
| survey |
| | type | name | label |
| | note | a | Hello ${b} and ${ c } and ${} |
""",
    "ref_choice": """
| survey |
| | type | name | label |
| | text | q | Q |
| | select_one yn | a | A |
| choices |
| | list_name | name | label |
| | yn | y | Y ${q} |
| | yn | n | N ${nope} |
""",
    "ambiguous": """
| survey |
| | type | name | label | relevant |
| | begin group | g1 | G | |
| | text | a | A | |
| | end group | | | |
| | begin group | g2 | G | |
| | text | a | A | |
| | end group | | | |
| | text | b | B | ${a} = 'x' |
""",
    "names": """
| survey |
| | type | name | label |
| | text | 1a | A |
| | text | a b | A |
| | text | a:b | A |
| | text | a.b-c | A |
| | text | meta | A |
| | text | Сұрақ | A |
| | text | A$ | A |
""",
    "select_multiple_space": """
| survey |
| | type | name | label |
| | select_multiple yn | a | A |
| choices |
| | list_name | name | label |
| | yn | y es | Y |
""",
    "dup_choices": """
| survey |
| | type | name | label |
| | select_one yn | a | A |
| choices |
| | list_name | name | label |
| | yn | y | Y |
| | yn | y | Y2 |
| | yn |  | Z |
""",
    "params_bad": """
| survey |
| | type | name | label | parameters |
| | range | a | A | start=1 end=5 step=2 |
| | range | b | B | start=x |
| | range | c | C | foo=1 |
| | text | d | D | rows=abc |
| | image | e | E | max-pixels=big |
| | select_one yn | h | H | randomize=maybe |
| | select_one yn | i | I | seed=3 |
| | select_one yn | j | J | randomize=true, seed=${a} |
| | range | k | K | start=1 end= |
| | text | l | L | |
| choices |
| | list_name | name | label |
| | yn | y | Y |
""",
    "range_default": """
| survey |
| | type | name | label | parameters | appearance |
| | range | a | A | | |
| | range | b | B | start=1;end=10;step=0.5 | |
| | range | c | C | start=10 end=1 step=1 | |
| | range | d | D | start=1 end=10 tick_interval=3 | |
""",
    "files": """
| survey |
| | type | name | label | parameters | choice_filter |
| | select_one_from_file cities.csv | a | A | value=id label=nm | |
| | select_multiple_from_file c.xml | b | B | | |
| | select_one_from_file c.geojson | c | C | | |
| | select_one_from_file c.txt | d | D | | |
| | select one from file d.csv | e | E | | x=1 |
| | select_one d.csv | f | F | | |
""",
    "select_from_repeat": """
| survey |
| | type | name | label |
| | begin repeat | r | R |
| | text | nm | N |
| | end repeat | | |
| | select_one ${nm} | a | A |
""",
    "external": """
| survey |
| | type | name | label | choice_filter |
| | select_one_external x | a | A | s = 1 |
| | csv-external | ext | | |
| | xml-external | ext2 | | |
| external_choices |
| | list_name | name | label | s |
| | x | 1 | One | 1 |
""",
    "external_missing": """
| survey |
| | type | name | label | choice_filter |
| | select_one_external x | a | A | s = 1 |
""",
    "no_label": """
| survey |
| | type | name | label | hint | guidance_hint | media::image | appearance | calculation |
| | text | a | | | | | | |
| | text | b | | h | | | | |
| | text | c | | | g | | | |
| | note | d | | | | a.png | | |
| | text | e | | | | | | 1+1 |
| | select_one yn | f | | | | | label | |
| | acknowledge | g | | | | | | |
| | image | h | | | | | | |
| | geopoint | i | | | | | | |
| | rank yn | j | | | | | | |
| | range | k | | | | | | |
| choices |
| | list_name | name | label |
| | yn | y | Y |
""",
    "bigimage": """
| survey |
| | type | name | label | big-image |
| | note | a | A | b.png |
""",
    "trigger": """
| survey |
| | type | name | label | trigger | calculation |
| | text | a | A | | |
| | calculate | b | | ${a} | now() |
| | calculate | c | | ${b} | now() |
| | text | d | D | a | 1 |
| | text | e | E | ${zz} | 1 |
| | text | g | G | ${a} ${d} | 1 |
| | text | h | H | ${a}, ${d} | 1 |
""",
    "background": """
| survey |
| | type | name | label | trigger |
| | text | a | A | |
| | background-geopoint | b | | ${a} |
| | start-geopoint | c | | |
| | background-audio | d | | |
| | audit | | | |
| | audio | e | E | |
| | video | f | F | |
| | barcode | g | G | |
| | geoshape | h | H | |
""",
    "background_bad": """
| survey |
| | type | name | label | trigger |
| | background-geopoint | b | | |
""",
    "audit_named": """
| survey |
| | type | name | label |
| | audit | foo | |
| | text | a | A |
""",
    "entities": """
| survey |
| | type | name | label | save_to |
| | text | a | A | foo |
| entities |
| | list_name | label |
| | trees | ${a} |
""",
    "save_to_no_entities": """
| survey |
| | type | name | label | save_to |
| | text | a | A | foo |
""",
    "settings": """
| survey |
| | type | name | label |
| | text | a | A |
| settings |
| | form_title | form_id | version | style | public_key | submission_url | instance_name | default_language |
| | T | my-form | 2 | pages | abc | https://x | ${a} | English (en) |
""",
    "settings_bad": """
| survey |
| | type | name | label |
| | text | a | A |
| settings |
| | name | instance_name |
| | 1bad | ${zz} |
""",
    "settings_both": """
| survey |
| | type | name | label |
| | text | a | A |
| settings |
| | form_id | id_string |
| | x | y |
""",
    "settings_in_survey": """
| survey |
| | type | name | label |
| | form_id | my_id | |
| | text | a | A |
""",
    "one_sheet": """
| Sheet1 |
| | type | name | label |
| | text | a | A |
""",
    "misspelt": """
| surveys |
| | type | name | label |
| | text | a | A |
| choice |
| | list_name | name | label |
| | a | b | c |
""",
    "misspelt_choices": """
| survey |
| | type | name | label |
| | select_one a | a | A |
| choice |
| | list_name | name | label |
| | a | b | c |
""",
    "no_type_col": """
| survey |
| | name | label |
| | a | A |
""",
    "choices_no_name_col": """
| survey |
| | type | name | label |
| | select_one a | a | A |
| choices |
| | list_name | label |
| | a | c |
""",
    "choices_space_header": """
| survey |
| | type | name | label |
| | select_one a | a | A |
| choices |
| | list_name | name | label | my notes |
| | a | b | c | x |
""",
    "choices_no_list_col": """
| survey |
| | type | name | label |
| | text | a | A |
| choices |
| | list | name | label |
| | a | b | c |
""",
    "bare_and_lang": """
| survey |
| | type | name | label | label::French | hint | hint::Kazakh |
| | text | a | A | F | H | К |
| | text | b |  | F | | |
""",
    "french": """
| survey |
| | type | name | label::French (fr) | label::Arabic (ar) |
| | text | a | Bonjour | س |
""",
    "comments": """
| survey |
| | type | name | label | notes |
| | text | a | A | |
| | | | | a comment |
| | | x | | |
""",
    "disabled": """
| survey |
| | type | name | label | disabled |
| | text | a | A | yes |
| | foo | b | B | yes |
| | text | c | C | no |
""",
    "required_expr": """
| survey |
| | type | name | label | required | readonly | read_only |
| | text | a | A | yes | | |
| | text | b | B | ${a} = 'x' | yes | |
| | begin group | g | G | yes | | |
| | note | n | N | yes | | |
| | end group | | | | | |
| | calculate | c | | no | | |
""",
    "bind_cols": """
| survey |
| | type | name | label | bind::relevant | bind::required | body::appearance | bind::jr:constraintMsg | bind::constraint | jr:count |
| | text | a | A | true() | yes | multiline | msg | . > 1 | |
""",
    "indexed_repeat": """
| survey |
| | type | name | label | calculation |
| | begin repeat | r | R | |
| | text | a | A | |
| | end repeat | | | |
| | calculate | c | | indexed-repeat(${a}, ${r}, 1) |
| | calculate | d | | indexed-repeat(${a}) |
| | calculate | e | | count(${r}) |
""",
    "last_saved": """
| survey |
| | type | name | label | default |
| | text | a | A | ${last-saved#a} |
| | text | b | B | ${last-saved#zz} |
""",
    "search": """
| survey |
| | type | name | label | appearance |
| | select_one yn | a | A | search('x') |
| | select_one yn | b | B | |
| choices |
| | list_name | name | label |
| | yn | y | Y |
""",
    "pulldata": """
| survey |
| | type | name | label | calculation |
| | calculate | a | | pulldata('f','a','b','c') |
""",
    "repeat_names": """
| survey |
| | type | name | label |
| | begin group | g | G |
| | begin repeat | r | R |
| | text | a | A |
| | end repeat | | |
| | end group | | |
| | begin repeat | r | R |
| | text | b | A |
| | end repeat | | |
| | begin repeat | data | R |
| | text | c | A |
| | end repeat | | |
""",
    "data_in_repeat": """
| survey |
| | type | name | label |
| | begin repeat | r | R |
| | csv-external | towns | |
| | begin group | g | G |
| | xml-external | schools | |
| | text | a | A |
| | end group | | |
| | end repeat | | |
""",
    "osm": """
| survey |
| | type | name | label |
| | osm tags | a | A |
| | osm | b | B |
| osm |
| | list_name | name | label |
| | tags | x | X |
""",
    "media_choices": """
| survey |
| | type | name | label | image::English (en) | audio |
| | select_one yn | a | A | a.png | a.mp3 |
| choices |
| | list_name | name | label | image | media::audio::English (en) |
| | yn | y | Y | y.png | y.mp3 |
| | yn | n |  | n.png | |
""",
    "md_quotes": """
| survey |
| | type | name | label | relevant |
| | text | a | “A”  b | |
| | text | c | C | ${a} = ‘x’ |
""",
    "no_end_at_all": """
| survey |
| | type | name | label |
| | begin group | g | G |
| | text | a | A |
| | begin repeat | r | R |
| | text | b | B |
""",
    "group_name_missing": """
| survey |
| | type | name | label |
| | begin group | | G |
| | text | a | A |
| | end group | | |
""",
    "note_no_name": """
| survey |
| | type | name | label |
| | note | | Hello |
| | note | | Again |
""",
    "empty_group": """
| survey |
| | type | name | label |
| | begin group | g | G |
| | end group | | |
| | text | a | A |
""",
    "select_no_choices": """
| survey |
| | type | name | label |
| | select_one yn | a | A |
| | select_one | b | B |
| | select_multiple | c | C |
""",
    "include": """
| survey |
| | type | name | label |
| | include | sect | A |
""",
    "case_types": """
| survey |
| | type | name | label |
| | Text | a | A |
| | Select_one yn | b | B |
| | INTEGER | c | C |
| choices |
| | list_name | name | label |
| | yn | y | Y |
""",
    "geo_params": """
| survey |
| | type | name | label | parameters |
| | geopoint | a | A | capture-accuracy=5 warning-accuracy=10 |
| | geopoint | b | B | capture-accuracy=x |
| | audio | c | C | quality=foo |
| | geotrace | d | D | incremental=no |
""",
    "instance_id": """
| survey |
| | type | name | label | calculation |
| | calculate | a | | ${instanceID} |
""",
    "count_collision": """
| survey |
| | type | name | label | repeat_count |
| | text | r_count | A | |
| | begin repeat | r | R | 1 + 1 |
| | text | a | A | |
| | end repeat | | | |
""",
    "other_collision": """
| survey |
| | type | name | label |
| | select_one yn or_other | a | A |
| | text | a_other | A |
| choices |
| | list_name | name | label |
| | yn | y | Y |
""",
    "choice_filter_bad_ref": """
| survey |
| | type | name | label | choice_filter |
| | select_one yn | a | A | x=${nope} |
| choices |
| | list_name | name | label | x |
| | yn | y | Y | 1 |
""",
    "lists_with_dots": """
| survey |
| | type | name | label |
| | select_one a.b | a | A |
| | rank q-r | b | B |
| choices |
| | list_name | name | label |
| | a.b | y | Y |
| | q-r | y | Y |
| | q-r | z | Z |
""",
    "label_row_newline": """
| survey |
| | type | name | label | relevance |
| | hidden | h | | |
| | username | u | | |
| | start | start | | |
| | end | end | | |
| | today | today | | |
| | deviceid | did | | |
| | phonenumber | ph | | |
| | simserial | sim | | |
| | file | fl | File | |
| | image | im | Image | |
""",
}
