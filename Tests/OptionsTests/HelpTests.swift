import Foundation
import Testing

@testable import Options

@Suite struct HelpTests {
    private func help(_ arguments: [String]) -> String {
        if case .help(let text) = Example.tree.parse(arguments) { text } else { "" }
    }

    @Test func ofTheProgram() {
        #expect(
            help(["--help"]) == """
                waybill - the carrier's side of WeChat's logistics assistant

                Usage: waybill [OPTION...] COMMAND ...

                Takes orders that WeChat pushes and issues waybills for them.

                Commands:
                  serve       runs everything in one process
                  topics      looks after the topics
                  help        shows what a command does and takes
                  completion  prints a script that completes commands in the shell

                `waybill help COMMAND` tells more about a command.

                Options:
                      --config FILE   The configuration file.
                                      [environment WAYBILL_CONFIG]
                      --[no-]verbose  Says more.
                                      [environment WAYBILL_VERBOSE]
                  -h, --help          Shows this text.
                      --version       Shows the version.

                Examples:
                  waybill serve
                      Starts everything in one process.

                Exit codes:
                  0   Done.
                  64  Called wrongly.

                """)
    }

    @Test func ofACommand() {
        #expect(
            help(["serve", "--help"]) == """
                waybill serve - runs everything in one process

                Usage: waybill serve [OPTION...]

                Listens for pushes and answers them. Runs until it is stopped by a signal, then
                answers what it has and ends.

                Options:
                      --port PORT         The port to listen on.
                                          [1 to 65535; default 8080; environment WAYBILL_PORT]
                      --pool N            Threads that answer; as many as cores when not given.
                                          [1 to 64; environment WAYBILL_POOL]
                      --deadline TIME     How long a push may wait.
                                          [100ms to 1m; default 5s; environment
                                          WAYBILL_DEADLINE]
                      --body-limit BYTES  The largest body.
                                          [1KiB to 64MiB; default 1MiB; environment
                                          WAYBILL_BODY_LIMIT]
                  -h, --help              Shows this text.

                Log:
                      --engine ENGINE       Where the log lives.
                                            [embedded, kafka; default embedded; environment
                                            WAYBILL_ENGINE]
                      --data-folder FOLDER  Where everything is kept.
                                            [default data; environment WAYBILL_DATA_FOLDER]
                      --kafka HOST:PORT     The broker to begin with.
                                            [or none; default h:1; environment WAYBILL_KAFKA]

                HTTP:
                      --listen HOST:PORT      Where to listen, for those who have more than one
                                              network.
                                              [default [::1]:80; environment WAYBILL_LISTEN]
                      --push-token-file FILE  The token that pushes are signed with.
                                              [environment WAYBILL_PUSH_TOKEN_FILE or
                                              WAYBILL_PUSH_TOKEN]
                      --name TEXT             A name.
                                              [default empty; environment WAYBILL_NAME]

                Options of every command below waybill:
                      --config FILE   The configuration file.
                                      [environment WAYBILL_CONFIG]
                      --[no-]verbose  Says more.
                                      [environment WAYBILL_VERBOSE]

                Examples:
                  waybill serve --port 8080
                      Listens on port 8080.

                Exit codes:
                  0   Stopped.
                  78  The configuration is wrong; the message says where.

                """)
    }

    @Test(arguments: [
        (["serve", "-h"], ["help", "serve"]), (["-h"], ["help"]),
        (["topics", "show", "--help"], ["help", "topics", "show"]),
        (["topics", "--help", "nonsense"], ["help", "topics"]),
    ])
    func everyWayToHelpIsTheSame(one: [String], other: [String]) {
        #expect(!help(one).isEmpty && help(one) == help(other))
    }

    @Test func noLineIsLongerThanATerminal() {
        for place in Example.tree.places {
            for line in Example.tree.help(place).split(separator: "\n") { #expect(line.count <= 80, "\(line)") }
        }
    }

    @Test func theVersion() {
        guard case .version(let text) = Example.tree.parse(["--version"]) else {
            Issue.record("no version")
            return
        }
        #expect(text == "waybill 1.2.3")
    }
}

@Suite struct CompletionTests {
    private func script(_ shell: CompletionShell) -> String {
        if case .completion(let text) = Example.tree.parse(["completion", shell.rawValue]) { text } else { "" }
    }

    /// Runs a shell with a script on its standard input; what it prints and its exit code.
    private func run(_ shell: String, _ arguments: [String], _ script: String) throws -> (text: String, code: Int32) {
        let process = Process()
        process.executableURL = URL(filePath: shell)
        process.arguments = arguments
        let (input, output) = (Pipe(), Pipe())
        process.standardInput = input
        process.standardOutput = output
        process.standardError = output
        try process.run()
        try input.fileHandleForWriting.write(contentsOf: Data(script.utf8))
        try input.fileHandleForWriting.close()
        let text = try output.fileHandleForReading.readToEnd() ?? Data()
        process.waitUntilExit()
        return (String(decoding: text, as: UTF8.self), process.terminationStatus)
    }

    @Test func bashTakesTheScript() throws {
        let result = try run("/bin/bash", ["-n"], script(.bash))
        #expect(result.code == 0 && result.text.isEmpty, "\(result.text)")
    }

    static let zsh = ["/bin/zsh", "/usr/bin/zsh"].first { FileManager.default.isExecutableFile(atPath: $0) }

    @Test(.enabled(if: zsh != nil)) func zshTakesTheScript() throws {
        let result = try run(Self.zsh ?? "", ["-n"], script(.zsh))
        #expect(result.code == 0 && result.text.isEmpty, "\(result.text)")
    }

    @Test(
        arguments: [
            (["waybill", "s"], "serve"),
            (
                ["waybill", ""],
                "serve topics help completion --config --verbose --no-verbose -h --help --version"
            ),
            (["waybill", "topics", ""], "show check --topic --config --verbose --no-verbose -h --help"),
            (["waybill", "serve", "--po"], "--port --pool"), (["waybill", "serve", "--engine", ""], "embedded kafka"),
            (["waybill", "serve", "--engine", "=", "e"], "embedded"),
            (["waybill", "serve", "--engine", "="], "embedded kafka"), (["waybill", "serve", "--port", ""], ""),
            (["waybill", "--verbose", "topics", "c"], "check"),
            (["waybill", "completion", ""], "bash zsh --config --verbose --no-verbose -h --help"),
            (["waybill", "serve", "--config", "/etc/passw"], "/etc/passwd"),
            (["waybill", "serve", "--data-folder", "/et"], "/etc"),
            (["waybill", "topics", "show", "/etc/passw"], "/etc/passwd"),
            (["waybill", "help", ""], "serve topics help completion"), (["waybill", "help", "t"], "topics"),
            (["waybill", "help", "topics", ""], "show check"), (["waybill", "help", "topics", "show", ""], ""),
        ] as [([String], String)])
    func bashCompletes(words: [String], candidates: String) throws {
        let quoted = words.map { "'\($0)'" }.joined(separator: " ")
        let call = """

            COMP_WORDS=(\(quoted))
            COMP_CWORD=\(words.count - 1)
            _waybill
            echo "${COMPREPLY[*]}"
            """
        let result = try run("/bin/bash", ["--norc", "-s"], script(.bash) + call)
        let seen = Set(result.text.split(whereSeparator: \.isWhitespace).map(String.init))
        let wanted = Set(candidates.split(separator: " ").map(String.init))
        #expect(wanted == seen.filter { !$0.hasPrefix("/etc/passwd-") })
    }

    /// What bash does with a candidate is told by what the function asks of `compopt`.
    @Test(
        arguments: [
            (["waybill", "serve", "--config", "/et"], true), (["waybill", "serve", "--data-folder", "/et"], true),
            (["waybill", "serve", "--data-folder", "=", "/et"], true), (["waybill", "topics", "show", "/et"], true),
            (["waybill", "top"], false), (["waybill", "topics", ""], false),
            (["waybill", "serve", "--engine", ""], false),
        ] as [([String], Bool)])
    func onlyPathsAreCompletedAsPaths(words: [String], asPaths: Bool) throws {
        let quoted = words.map { "'\($0)'" }.joined(separator: " ")
        let call = """

            compopt() { asked="$*"; }
            COMP_WORDS=(\(quoted))
            COMP_CWORD=\(words.count - 1)
            _waybill
            echo "$asked"
            """
        let result = try run("/bin/bash", ["--norc", "-s"], script(.bash) + call)
        #expect(result.text == (asPaths ? "-o filenames\n" : "\n"))
    }

    @Test func bothKnowEveryCommandAndOption() {
        for shell in CompletionShell.allCases {
            let text = script(shell)
            for place in Example.tree.places {
                #expect(text.contains(place.call))
                for row in place.rows { #expect(text.contains("--" + row.spelling)) }
            }
        }
    }
}
