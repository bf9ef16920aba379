import Foundation
import TableFaults
import Testing

@testable import Options

@Suite struct ParserTests {
    @Test func theTableHasNoFaults() { #expect(Example.tree.faults == []) }

    @Test func faultsOfATableAreFound() {
        let twice = CommandTree(
            root: CommandSpec(
                "x", summary: "", details: "", options: [Option.flag("help", "")],
                commands: [
                    CommandSpec(
                        "a", summary: "", details: "", operands: [.init("A", "", repeats: true), .init("B", "")],
                        options: [Option.flag("Big", "")]),
                    CommandSpec("a", summary: "", details: ""),
                ]), version: "1")
        #expect(twice.faults.contains("x: option --help stands twice"))
        #expect(twice.faults.contains("x: command a stands twice"))
        #expect(twice.faults.contains("x a: Big is not a name"))
        #expect(twice.faults.contains("x a: A is not last"))
    }

    @Test func nothingGivenMeansDefaults() throws {
        let values = try Example.values(["serve"])
        #expect(values[Example.port] == 8_080 && values[Example.pool] == nil && values[Example.deadline] == .seconds(5))
        #expect(values[Example.bodyLimit] == 1 << 20 && values[Example.engine] == .embedded)
        #expect(
            values[Example.folder] == "data" && values[Example.kafka] == HostPort(host: "h", port: 1)
                && values[Example.token] == nil)
        #expect(values[Example.listen] == HostPort(host: "::1", port: 80) && !values[Example.verbose])
        #expect(values.origin(of: Example.port) == .fallback)
    }

    @Test(arguments: [
        [
            "serve", "--port", "81", "--deadline=250ms", "--engine", "kafka", "--data-folder=/x y", "--kafka", "h:9092",
            "--verbose",
        ],
        [
            "--verbose", "serve", "--port=81", "--deadline", "0.25s", "--engine=kafka", "--data-folder=/x y",
            "--kafka=h:9092",
        ],
        [
            "serve", "--verb", "--port", "80", "--port", "81", "--dead", "250000us", "--eng=kafka", "--data", "/x y",
            "--kafka", "h:9092",
        ],
        [
            "--no-verbose", "serve", "--verbose", "--po=81", "--deadline=250ms", "--en=kafka", "--da=/x y",
            "--kafka=h:9092",
        ],
    ])
    func everySpellingGivesTheSame(arguments: [String]) throws {
        // `--po` is the beginning of port and pool; every other beginning here is of one option only.
        let arguments = arguments.map { $0 == "--po=81" ? "--por=81" : $0 }
        let values = try Example.values(arguments)
        #expect(values[Example.port] == 81 && values[Example.deadline] == .milliseconds(250))
        #expect(values[Example.engine] == .kafka && values[Example.folder] == "/x y" && values[Example.verbose])
        #expect(values[Example.kafka] == HostPort(host: "h", port: 9_092))
        #expect(values.origin(of: Example.port) == .commandLine)
    }

    @Test func operandsAndOptionsMix() throws {
        let values = try Example.values(["topics", "--topic", "t", "show", "a", "--verbose", "b", "--", "-c", "--x"])
        #expect(values.operands == ["a", "b", "-c", "--x"])
        #expect(values[Example.topic] == "t" && values[Example.verbose])
    }

    @Test func theCommandIsNamedByItsWords() {
        guard case .run(let command, _) = Example.tree.parse(["topics", "check", "--topic=t"]) else {
            Issue.record("no run")
            return
        }
        #expect(command == ["topics", "check"])
    }

    @Test func commandLineBeforeEnvironmentBeforeFileBeforeDefault() throws {
        let (environment, file) = (["WAYBILL_PORT": "82", "WAYBILL_VERBOSE": "yes"], ["port": "83", "name": "n"])
        let all = try Example.values(["serve", "--port=81", "--no-verbose"], environment: environment, file: file)
        #expect(all[Example.port] == 81 && !all[Example.verbose])
        let two = try Example.values(["serve"], environment: environment, file: file)
        #expect(two[Example.port] == 82 && two[Example.verbose] && two[Example.name] == "n")
        #expect(two.origin(of: Example.port) == .environment("WAYBILL_PORT"))
        let one = try Example.values(["serve"], environment: ["WAYBILL_PORT": ""], file: file)
        #expect(one[Example.port] == 83 && one.origin(of: Example.port) == .file)
    }

    @Test(arguments: [["--config", "/etc/w.yaml", "serve"], ["serve", "--config=/etc/w.yaml"], ["serve"]])
    func theFileIsReadWhereTheOptionPoints(arguments: [String]) {
        let variables = arguments == ["serve"] ? ["WAYBILL_CONFIG": "/etc/w.yaml"] : [:]
        let parsed = Example.tree.parse(arguments, environment: variables) { (path: String) throws(UsageError) in
            path == "/etc/w.yaml" ? [(name: "port", text: "90", place: "w.yaml:1")] : []
        }
        guard case .run(_, let values) = parsed else {
            Issue.record("\(parsed)")
            return
        }
        #expect(values[Example.port] == 90)
    }

    @Test(arguments: [
        (["serve", "--prot", "1"], "unknown option --prot; did you mean --port?"),
        (["serve", "--zzzzzzz"], "unknown option --zzzzzzz"), (["serve", "-x"], "unknown option -x"),
        (["serve", "--po", "1"], "option --po is the beginning of several: --port, --pool"),
        (["serve", "--port"], "option --port needs a value"),
        (["serve", "--verbose=1"], "option --verbose takes no value"),
        (["serve", "--port", "0"], "option --port is '0'; a whole number is needed, 1 to 65535"),
        (["serve", "--port", "1e3"], "option --port is '1e3'; a whole number is needed, 1 to 65535"),
        (
            ["serve", "--deadline", "5"],
            "option --deadline is '5'; a time with its unit is needed, such as 250ms, 5s, 2m, 1h or 7d"
        ),
        (["serve", "--deadline", "2m"], "option --deadline is '2m'; it must be 100ms to 1m"),
        (
            ["serve", "--body-limit", "1K"],
            "option --body-limit is '1K'; a number of bytes is needed, such as 512, 64KiB or 10MB"
        ),
        (["serve", "--body-limit", "1"], "option --body-limit is '1'; it must be 1KiB to 64MiB"),
        (
            ["serve", "--engine=kafak"],
            "option --engine is 'kafak'; did you mean kafka? it must be one of embedded, kafka"
        ),
        (
            ["serve", "--kafka", "h"],
            "option --kafka is 'h'; a host and a port are needed, such as 127.0.0.1:8080 or [::1]:8080, or none"
        ),
        (
            ["serve", "--kafka", "::1:80"],
            "option --kafka is '::1:80'; a host and a port are needed, such as 127.0.0.1:8080 or [::1]:8080, or none"
        ),
        (["serve", "--data-folder="], "option --data-folder is empty; a path is needed"),
        (
            ["serve", "--push-token", "x"],
            "option --push-token is a secret and other users see a command line; use --push-token-file FILE"
        ),
        (
            ["serve", "--push-token=s3cret"],
            "option --push-token is a secret and other users see a command line; use --push-token-file FILE"
        ),
        (["serve", "--push-tok", "s3cret"], "unknown option --push-tok; did you mean --push-token-file?"),
        (["serve", "x"], "serve takes no argument 'x'"),
        (["topics", "--topic=t", "show"], "topics show needs FIRST"),
        ([], "a command is needed: serve, topics, help, completion"),
        (["topics"], "topics needs a command: show, check"),
        (["sevre"], "unknown command 'sevre'; did you mean serve?"),
        (["completion", "fish"], "SHELL is 'fish'; it must be one of bash, zsh"),
        (["serve", "a\u{0}b"], "argument 'a?b' is longer than 32768 bytes or holds a NUL"),
        (["serve", "--", "--port"], "serve takes no argument '--port'"),
        (["help", "serve", "x"], "serve has no command 'x'"),
        (["serve", "--version"], "unknown option --version"),
    ])
    func errorsSayWhatIsWrong(arguments: [String], message: String) throws {
        let error = try #require(Example.error(arguments))
        #expect(error.message.hasPrefix(message))
        #expect(error.exitCode == 64)
        #expect(error.message.hasPrefix("argument") || error.advice != nil)
    }

    @Test func errorsAdviseTheRightHelp() {
        #expect(
            Example.error(["topics", "check", "--x"])?.description.hasSuffix(" (see waybill topics check --help)")
                == true)
    }

    @Test(
        arguments: [
            (["WAYBILL_PORT": "x"], [:], "variable WAYBILL_PORT is 'x'; a whole number is needed, 1 to 65535", 64),
            (["WAYBILL_VERBOSE": "maybe"], [:], "variable WAYBILL_VERBOSE is 'maybe'; true or false is needed", 64),
            ([:], ["port": "x"], "w.yaml:1: option port is 'x'; a whole number is needed, 1 to 65535", 78),
            ([:], ["name": "n", "prot": "1"], "w.yaml:2: unknown option 'prot'; did you mean port?", 78),
            (
                [:], ["push-token": "x"],
                "w.yaml:1: option push-token is a secret; give push-token-file, a path", 78
            ),
        ] as [([String: String], [String: String], String, Int32)])
    func errorsElsewhereSayWhere(variables: [String: String], file: [String: String], message: String, code: Int32) {
        let error = Example.error(["serve"], environment: variables, file: file)
        #expect(error?.message == message)
        #expect(error?.exitCode == code)
    }

    @Test func theFileMayHoldOptionsOfOtherCommands() throws {
        #expect(try Example.values(["topics", "check", "--topic=t"], file: ["port": "1"])[Example.topic] == "t")
        #expect(try Example.values(["topics", "check"], file: ["topic": "f"])[Example.topic] == "f")
    }

    @Test func unknownVariablesAreWarnedOf() throws {
        let variables = ["WAYBILL_PROT": "1", "WAYBILL_TOPIC": "t", "OTHER": "1"]
        #expect(
            try Example.values(["serve"], environment: variables).warnings == [
                "variable WAYBILL_PROT belongs to no option and is left out; did you mean WAYBILL_PORT?"
            ])
    }

    @Test func manyThreadsMayParseAtOnce() async {
        await withTaskGroup(of: Int?.self) { group in
            for port in 1...200 {
                group.addTask { try? Example.values(["serve", "--verbose", "--port", "\(port)"])[Example.port] }
            }
            #expect(await group.reduce(0) { $0 + ($1 ?? 0) } == 20_100)
        }
    }

    @Test func hostileArgumentsAreRefused() {
        #expect(Example.error(Array(repeating: "x", count: 5_000))?.message == "more than 4096 arguments")
        let long = Example.error(["serve", "--name", String(repeating: "x", count: 40_000)])
        #expect(long?.message.utf8.count ?? .max < 200)
        for text in ["-", "--", "---", "--=", "-=", "-\u{E9}", "--\u{1F600}", "-W", "-W foo", "--no-", "-:"] {
            _ = Example.tree.parse(["serve", text])
            _ = Example.tree.parse([text, "serve"])
        }
    }
}

@Suite struct SecretTests {
    private func withFile(_ content: String, _ body: (String) throws -> Void) throws {
        let path = FileManager.default.temporaryDirectory.appending(path: "options-\(UUID().uuidString)").path()
        try Data(content.utf8).write(to: URL(filePath: path))
        defer { try? FileManager.default.removeItem(atPath: path) }
        try body(path)
    }

    @Test func aSecretComesOutOfItsFile() throws {
        try withFile("s3cret\r\n\n") { path in
            for arguments in [["serve", "--push-token-file", path], ["serve"]] {
                let variables = arguments.count == 1 ? ["WAYBILL_PUSH_TOKEN_FILE": path] : [:]
                let values = try Example.values(arguments, environment: variables)
                #expect(values[Example.token]?.reveal() == "s3cret")
                #expect(!"\(values)".contains("s3cret") && !String(reflecting: values).contains("s3cret"))
            }
            #expect(try Example.values(["serve"], file: ["push-token-file": path])[Example.token]?.reveal() == "s3cret")
        }
    }

    @Test func aSecretComesOutOfItsVariable() throws {
        let values = try Example.values(["serve"], environment: ["WAYBILL_PUSH_TOKEN": "s3cret"])
        #expect(values[Example.token]?.reveal() == "s3cret")
        #expect(values.origin(of: Example.token) == .environment("WAYBILL_PUSH_TOKEN"))
    }

    @Test func twoPlacesAreAnError() {
        let variables = ["WAYBILL_PUSH_TOKEN": "s3cret", "WAYBILL_PUSH_TOKEN_FILE": "/x"]
        let error = Example.error(["serve"], environment: variables)
        #expect(
            error?.message == "variables WAYBILL_PUSH_TOKEN and WAYBILL_PUSH_TOKEN_FILE are both set; unset one of them"
        )
    }

    @Test func aWrongFileIsNamedAndNotShown() throws {
        #expect(
            Example.error(["serve", "--push-token-file", "/nowhere"])?.message
                == "option --push-token-file names a file that cannot be found; create it or correct its name")
        try withFile("\n") { path in
            #expect(
                Example.error(["serve", "--push-token-file", path])?.message.hasSuffix("is empty or is not UTF-8")
                    == true)
        }
        try withFile(String(repeating: "s", count: 65_537)) { path in
            let message = Example.error(["serve", "--push-token-file", path])?.message
            #expect(message?.hasSuffix("a file that is larger than 65536 bytes") == true)
        }
    }
}
