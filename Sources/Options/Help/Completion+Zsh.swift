extension CommandTree {
    /// zsh gives the words so far in `words`, not split at `=`; `compset -P` takes the part up to it off the word.
    /// Works as a file `_NAME` in the fpath and when sourced.
    func zsh() -> String {
        let (name, function) = (root.name, completingFunction)
        let calls = choices.map { quoted($0.call) }.joined(separator: "|")
        let values = choices.flatMap { choices in
            choices.values.map { value in
                let pattern = quoted("\(choices.call) \(value.spelling)")
                return "        \(pattern)) \(action(value.kind)); return ;;\n"
            }
        }
        let words = choices.map(words)
        return """
            #compdef \(name)
            # Completes \(name) in zsh. Load it with: source <(\(name) completion zsh)
            \(function)() {
                local place=\(quoted(name)) previous="${words[CURRENT-1]}" index
                local -a items
                for (( index = 2; index < CURRENT; index++ )); do
                    case "$place ${words[index]}" in
                        \(calls)) place="$place ${words[index]}" ;;
                    esac
                done
                if [[ "${words[CURRENT]}" == --*=* ]]; then
                    previous="${words[CURRENT]%%=*}"
                    compset -P '*='
                fi
                case "$place $previous" in
            \(values.joined())    esac
                case "$place" in
            \(words.joined())    esac
            }
            if [[ "${funcstack[1]}" == "\(function)" ]]; then
                \(function) "$@"
            else
                compdef \(function) \(name)
            fi

            """
    }

    /// What can stand in one command, for `_describe`.
    private func words(_ choices: Choices) -> String {
        let items = choices.words.map { "            \(item($0.word, $0.meaning))\n" }.joined()
        let files = choices.takesFiles ? "\n            _files" : ""
        return """
                    \(quoted(choices.call)))
                        items=(
            \(items)            )
                        _describe -t words word items\(files) ;;

            """
    }

    private func action(_ kind: OptionKind) -> String {
        switch kind {
        case .file, .secret: "_files"
        case .folder: "_files -/"
        case .choice(let words): "compadd -- \(words.map(quoted).joined(separator: " "))"
        default: "_message value"
        }
    }

    /// `word:meaning`, where a colon in the word would end it.
    private func item(_ word: String, _ meaning: String) -> String {
        let first = meaning.split(separator: "\n").first.map(String.init) ?? ""
        return quoted(word.replacing(":", with: "\\:") + ":" + first)
    }

    /// In single quotes nothing means anything but the quote itself.
    private func quoted(_ text: String) -> String {
        "'" + text.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "'\\''") + "'"
    }
}
