# Reads the event stream of a run of swift-testing (version 0, one JSON object a line) and says what a person reads of it:
# lines of kind, test, text, with tabs between. Kinds: passed, failed, skipped, issue, running (begun and not ended).
# Lines in the text are joined by \n.
def where_it_is: .sourceLocation // .issue.sourceLocation // {} | "\(.fileID // "?"):\(.line // "?")";
def argument: if ._testCase.displayName then " with \(._testCase.displayName)" else "" end;
def text: [.messages[] | .text] | join("\n") | gsub("\\\\"; "\\\\") | gsub("\n"; "\\n") | gsub("\t"; " ");

reduce (inputs | fromjson? | select(.payload)) as $line ({names: {}, suites: {}, running: {}, lines: []};
  $line.payload as $it
  | if $line.kind == "test" then
      .names[$it.id] = ($it.displayName // $it.name | gsub("^`|`\\(.*$"; ""))
      | if $it.kind == "suite" then .suites[$it.id] = true else . end
    elif .suites[$it.testID // ""] then .
    elif $it.kind == "testCaseStarted" then .running["\($it.testID)\($it | argument)"] = "\(.names[$it.testID])\($it | argument)"
    elif $it.kind == "testCaseEnded" then del(.running["\($it.testID)\($it | argument)"])
    elif $it.kind == "issueRecorded" then
      .lines += ["issue\t\(.names[$it.testID // ""] // "outside of a test")\($it | argument)\t\($it | where_it_is): \($it | text)"]
    elif $it.kind == "testSkipped" then
      .lines += ["skipped\t\(.names[$it.testID])\t\($it | text | capture("skipped: \"(?<reason>.*)\"$").reason // "no reason is given")"]
    elif $it.kind == "testEnded" then
      .lines += ["\(if any($it.messages[]; .symbol == "fail") then "failed" else "passed" end)\t\(.names[$it.testID])\t"]
    else . end)
| .lines[], (.running[] | "running\t\(.)\t")
