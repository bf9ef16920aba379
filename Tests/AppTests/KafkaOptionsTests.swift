internal import Foundation
internal import Testing

/// What is wrong with the options for a cluster is found before one is asked; nobody listens on these servers.
@Suite struct KafkaOptionsTests {
    /// Arguments behind `topics show`, and the file of properties where there is one.
    struct Call: Sendable, CustomTestStringConvertible {
        let arguments: [String]
        var properties: String?
        let code: Int32
        let text: String

        init(_ arguments: String..., properties: String? = nil, code: Int32, _ text: String) {
            (self.arguments, self.properties, self.code, self.text) = (arguments, properties, code, text)
        }

        var testDescription: String { "\(arguments) \(properties ?? "")" }
    }

    private static let servers = ["--kafka", "127.0.0.1:1"]
    private static let password = "s3cret-word"

    static let credentials = [
        Call("--kafka-user", "bob", code: 64, "option --kafka-user is given, but security.protocol=PLAINTEXT"),
        Call("--kafka-user", "bob", code: 64, "write security.protocol=SASL_SSL (or SASL_PLAINTEXT)"),
        Call(
            "--kafka-user", "bob", properties: "security.protocol=ssl", code: 78,
            "option --kafka-user is given, but security.protocol=SSL authenticates nobody"),
        Call(
            properties: "sasl.mechanism=PLAIN\nsasl.username=bob", code: 78,
            "property sasl.mechanism is given, but security.protocol=PLAINTEXT authenticates nobody"),
        Call(
            properties: "ssl.ca.location=/etc/ca.pem", code: 78,
            "property ssl.ca.location is given, but security.protocol=PLAINTEXT does not encrypt"),
        Call(
            properties: "security.protocol=sasl_ssl", code: 78,
            "security.protocol=SASL_SSL needs the mechanism that the cluster asks for: write sasl.mechanism="),
        Call(
            properties: "security.protocol=SASL_PLAINTEXT\nsasl.mechanism=PLAIN", code: 78,
            "sasl.mechanism=PLAIN needs a user: give --kafka-user"),
        Call(
            "--kafka-user", "bob", properties: "security.protocol=SASL_PLAINTEXT\nsasl.mechanisms=scram-sha-256",
            code: 78, "needs the user's password: give --kafka-password-file or the variable WAYBILL_KAFKA_PASSWORD"),
        Call(properties: "acks=1", code: 78, "Kafka property acks is not to be set"),
        Call(properties: "fetch.sometimes=1", code: 78, "librdkafka does not take the property fetch.sometimes"),
        Call(
            properties: "security.protocol=sasl\nsasl.password=\(password)", code: 78,
            "librdkafka does not take the property security.protocol or its value"),
        Call(
            properties: "security.protocol=ssl\nssl.ca.location=/nowhere", code: 78, "librdkafka refuses its settings"),
    ]

    @Test(arguments: credentials) func `credentials and properties have to fit together`(call: Call) throws {
        let folder = try TemporaryFolder()
        if let properties = call.properties {
            try folder.write(properties + "\n", to: "kafka.properties")
            try FileManager.default.setAttributes(
                [.posixPermissions: 0o600], ofItemAtPath: folder / "kafka.properties")
        }
        let file = call.properties == nil ? [] : ["--kafka-properties", folder / "kafka.properties"]
        let finished = try show(Self.servers + call.arguments + file)
        #expect(finished.code == call.code, "\(finished.everything)")
        let place = call.code == 78 ? "\(folder / "kafka.properties"): " : ""
        #expect(finished.error.hasPrefix("waybill: \(place)"), "\(finished.error)")
        #expect(finished.error.contains(call.text), "\(finished.error)")
        #expect(!finished.error.contains(Self.password))
    }

    @Test func `a password out of the environment needs a protocol as well`() throws {
        let finished = try show(Self.servers, ["WAYBILL_KAFKA_PASSWORD": Self.password])
        #expect(finished.code == 64)
        #expect(finished.error.contains("variable WAYBILL_KAFKA_PASSWORD is given, but security.protocol=PLAINTEXT"))
        #expect(!finished.error.contains(Self.password))
    }

    @Test(
        arguments: [
            ("http://k1:9092", false), ("k1:9092,http://k2", false), ("k1:0", false), ("k1:65536", false),
            ("k1:x", false),
            (":9092", false), (",", false), ("k1:9092/topic", false), ("[::1", false), ("a b/:1", false),
            ("k1:9092,k2:9092", true), ("k1", true), ("[::1]:9092", true), ("10.0.0.1:9092, k-2.example_x:1", true),
        ] as [(String, Bool)]) func `servers that cannot be any are refused at once`(servers: String, isPossible: Bool)
        throws
    {
        // A prefix is looked at after the servers: it ends also what is possible without asking for it.
        let finished = try show(["--kafka", servers, "--kafka-prefix", "pr od/"])
        #expect(finished.code == 64)
        let option = isPossible ? "option --kafka-prefix must be of ASCII letters" : "option --kafka must be host:port"
        #expect(finished.error.hasPrefix("waybill: \(option)"), "\(finished.error)")
    }

    @Test(arguments: ["pr od/", "p/", "\u{e9}", String(repeating: "x", count: 250)])
    func `a prefix that no topic may have is refused at once`(prefix: String) throws {
        for command in [["topics", "show"] + Self.servers, ["topics", "access"]] {
            let finished = try Program.run(command + ["--kafka-prefix", prefix], environment: Self.topics)
            #expect(finished.code == 64)
            #expect(finished.error.contains("--kafka-prefix must be of ASCII letters"), "\(finished.everything)")
        }
    }

    @Test(arguments: [
        ["--kafka-user", "bob"], ["--kafka-prefix", "p."], ["--kafka-properties", "/nowhere"],
        ["--kafka-instance", "a"],
    ])
    func `an option for a cluster is not left out in silence where none is named`(option: [String]) throws {
        let folder = try TemporaryFolder()
        let role = ["process", "--operations", "none", "--config", "\(Program.house)/config"]
        for command in [role, ["topics", "apply"]] where option[0] != "--kafka-instance" || command == role {
            let finished = try Program.run(command + ["--data", folder / "data"] + option, environment: Self.topics)
            #expect(finished.code == 64)
            #expect(finished.error == "waybill: option \(option[0]) goes with --kafka, which is not given\n")
        }
        #expect(!FileManager.default.fileExists(atPath: folder / "data"))
    }

    @Test func `the same out of the environment and out of a file`() throws {
        let variable = try show([], ["WAYBILL_KAFKA_PREFIX": "p."])
        #expect(variable.code == 64)
        #expect(variable.error.hasPrefix("waybill: variable WAYBILL_KAFKA_PREFIX goes with --kafka"))
        let folder = try TemporaryFolder()
        try folder.write("kafka-prefix: p.\n", to: "options.yaml")
        let file = try show(["--options", folder / "options.yaml"])
        #expect(file.code == 78)
        #expect(file.error.hasPrefix("waybill: option kafka-prefix in the file of --options goes with --kafka"))
    }

    @Test(
        arguments: [
            (
                ["topics", "show", "--kafka", "k1:1", "--data", "d"],
                "--data names the embedded log and --kafka a cluster's"
            ),
            (["topics", "check", "--min-in-sync", "1"], "option --min-in-sync goes with --kafka"),
            (["topics", "apply", "--replication-factor", "1"], "option --replication-factor goes with --kafka"),
            (["dead-letters", "list", "--kafka", "k1:1", "--data", "d"], "--data names the embedded log"),
            (["dead-letters", "show", "0/0", "--keys", "keys.yaml"], "--keys goes with --reveal"),
        ] as [([String], String)]) func `options that would not count are refused`(call: [String], text: String) throws
    {
        let finished = try Program.run(call, environment: Self.topics)
        #expect(finished.code == 64)
        #expect(finished.error.contains(text), "\(finished.everything)")
    }

    private static let topics = ["WAYBILL_TOPICS": "\(Program.house)/topics"]

    private func show(_ arguments: [String], _ environment: [String: String] = [:]) throws -> Program.Finished {
        try Program.run(["topics", "show"] + arguments, environment: Self.topics.merging(environment) { $1 })
    }
}
