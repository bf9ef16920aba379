extension CommandTree {
    /// bash gives the words so far in COMP_WORDS, split at `=` too, and takes the candidates from COMPREPLY. Needs
    /// nothing besides bash 4.
    func bash() -> String {
        let (name, function) = (root.name, completingFunction)
        let calls = choices.map { "\"\($0.call)\"" }.joined(separator: "|")
        let values = choices.flatMap { choices in
            choices.values.map { "        \"\(choices.call) \($0.spelling)\") \(action($0.kind)) ;;\n" }
        }
        let words = choices.map { choices in
            let list = choices.words.map(\.word).joined(separator: " ")
            let files =
                choices.takesFiles
                ? "; mapfile -O \"${#COMPREPLY[@]}\" -t COMPREPLY < <(compgen -f -- \"$current\"); \(Self.asPaths)" : ""
            let words = "mapfile -t COMPREPLY < <(compgen -W \"\(list)\" -- \"$current\")"
            return "        \"\(choices.call)\") \(words)\(files) ;;\n"
        }
        return """
            # Completes \(name) in bash. Load it with: source <(\(name) completion bash)
            \(function)() {
                local current="${COMP_WORDS[COMP_CWORD]}" previous="${COMP_WORDS[COMP_CWORD-1]}" place="\(name)" index
                if [[ "$current" == "=" ]]; then
                    current=""
                elif [[ "$previous" == "=" ]] && (( COMP_CWORD > 1 )); then
                    previous="${COMP_WORDS[COMP_CWORD-2]}"
                fi
                for (( index = 1; index < COMP_CWORD; index++ )); do
                    case "$place ${COMP_WORDS[index]}" in
                        \(calls)) place="$place ${COMP_WORDS[index]}" ;;
                    esac
                done
                COMPREPLY=()
                case "$place $previous" in
            \(values.joined())    esac
                case "$place" in
            \(words.joined())    esac
            }
            complete -F \(function) \(name)

            """
    }

    /// Lets bash write a slash behind a folder, no space, and a backslash before what means something to it. Only
    /// where paths are: a folder may be named as a command is. Outside of a completion bash has a word against it.
    private static let asPaths = "compopt -o filenames 2>/dev/null"

    private func action(_ kind: OptionKind) -> String {
        let (arguments, isPath) =
            switch kind {
            case .file, .secret: ("-f", true)
            case .folder: ("-d", true)
            case .choice(let words): ("-W \"\(words.joined(separator: " "))\"", false)
            default: ("", false)
            }
        if arguments.isEmpty { return "return" }
        let candidates = "mapfile -t COMPREPLY < <(compgen \(arguments) -- \"$current\")"
        return [candidates, isPath ? Self.asPaths : nil, "return"].compactMap { $0 }.joined(separator: "; ")
    }
}
