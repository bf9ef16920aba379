internal import Configuration
internal import Foundation
internal import Testing

@testable internal import Program

/// Every file that a secret stands in is told of where everybody may read it, by whichever command reads it.
@Suite struct SecretFileTests {
    /// Of a service on a cluster; the value is where the file lies below the test's folder.
    enum Kind: String, CaseIterable {
        case keys = "keys.yaml"
        case properties = "kafka.properties"
        case password = "password"
        case key = "client.key"
        case apps = "config/apps.yaml"
        case accounts = "config/accounts.yaml"
        case token = "config/token"
        case merchantPassword = "config/merchant"
    }

    private static func warning(_ path: String) -> String {
        "\(path): everybody on this machine can read this secret; chmod 600 \(path)"
    }

    /// Files of each kind, and what a service reads them by. A certificate, too, which is no secret.
    private func fill(_ folder: TemporaryFolder) throws -> [String] {
        try folder.copyConfiguration()
        try folder.write("secrettoken\n", to: "config/token")
        try folder.write("merchant's\n", to: "config/merchant")
        for (file, inline, other) in [
            ("config/apps.yaml", "push_token: demotoken2", "push_token_file: token"),
            ("config/accounts.yaml", "password: test_password", "password_file: merchant"),
        ] {
            let text = try folder.text(file)
            try #require(text.contains(inline))
            try folder.write(text.replacing(inline, with: other), to: file)
        }
        let made = try Program.run(["config", "make-keys", folder / "keys.yaml"])
        try #require(made.code == 0, "\(made.everything)")
        try folder.write("cluster's\n", to: "password")
        try folder.write(Certificates.pairs[0].key, to: "client.key")
        try folder.write(Certificates.pairs[0].certificate, to: "client.pem")
        try folder.write(
            """
            security.protocol=SASL_SSL
            sasl.mechanism=PLAIN
            ssl.key.location=\(folder / "client.key")
            ssl.certificate.location=\(folder / "client.pem")

            """, to: "kafka.properties")
        return cluster(folder) + ["--keys", folder / "keys.yaml"]
    }

    private func cluster(_ folder: TemporaryFolder) -> [String] {
        [
            "--kafka", "127.0.0.1:1", "--kafka-user", "bob", "--kafka-properties", folder / "kafka.properties",
            "--kafka-password-file", folder / "password",
        ]
    }

    private func allow(_ mode: Int, _ folder: TemporaryFolder) throws {
        for name in Kind.allCases.map(\.rawValue) + ["client.pem"] {
            try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: folder / name)
        }
    }

    @Test(arguments: ["serve", "ingress", "process"])
    func `a service warns of each file once, and of none that only its owner can read`(role: String) throws {
        let folder = try TemporaryFolder()
        let arguments = try fill(folder)
        for mode in [0o644, 0o600] {
            try allow(mode, folder)
            // Nobody listens there: it goes on trying.
            let service = try Service(role, on: folder, arguments)
            #expect(service.transcript.line(containing: "operations.listening") != nil)
            #expect(service.stop() == 0)
            let text = service.transcript.text
            for kind in Kind.allCases {
                let count = service.transcript.count(of: Self.warning(folder / kind.rawValue))
                #expect(count == (mode == 0o644 ? 1 : 0), "\(kind): \(text)")
            }
            #expect(!text.contains(folder / "client.pem"))
            #expect(
                service.transcript.count(of: "everybody on this machine") == (mode == 0o644 ? Kind.allCases.count : 0))
        }
    }

    /// What each command reads, besides a service.
    private static let commands: [(call: [String], kinds: [Kind])] = [
        (["config", "check"], [.apps, .accounts, .token, .merchantPassword]),
        (["topics", "access"], [.properties, .password, .key]),
        (["topics", "show"], [.properties, .password, .key]),
        (["topics", "check"], [.properties, .password, .key]),
        (["topics", "apply", "--dry-run"], [.properties, .password, .key]),
        (["dead-letters", "list"], [.properties, .password, .key]),
        (["dead-letters", "show", "0/0"], [.properties, .password, .key]),
        (["push", "--url", "http://127.0.0.1:1/push/zto", "--repeats", "0"], [.token, .merchantPassword]),
    ]

    @Test func `every other command warns of what it reads itself, on standard error`() throws {
        let folder = try TemporaryFolder()
        _ = try fill(folder)
        try allow(0o644, folder)
        for (call, kinds) in Self.commands {
            var arguments = call
            switch call[0] {
            case "config": arguments += ["--config", folder / "config", "--topics", "\(Program.house)/topics"]
            case "push":
                arguments += [
                    "--push-token-file", folder / "config/token", "--biz-password-file", folder / "config/merchant",
                ]
            case "topics" where call[1] != "access":
                arguments += cluster(folder) + ["--topics", "\(Program.house)/topics"]
            default: arguments += cluster(folder)
            }
            let finished = try Program.run(arguments)
            let lines = finished.error.split(separator: "\n").filter { $0.contains("everybody on this machine") }
            let expected = kinds.map { "waybill: warning: \(Self.warning(folder / $0.rawValue))" }
            #expect(Set(lines.map(String.init)) == Set(expected), "\(call): \(finished.error)")
            #expect(lines.count == kinds.count)
            #expect(!finished.output.contains("everybody on this machine"))
        }
    }

    @Test func `every property of librdkafka that names a file of its own is looked at`() throws {
        let folder = try TemporaryFolder()
        let names = ["ssl.key.location", "ssl.keystore.location", "sasl.kerberos.keytab"]
        let certificates = ["ssl.certificate.location", "ssl.ca.location", "ssl.crl.location"]
        var properties = ""
        for name in names + certificates {
            try folder.write("x", to: name)
            properties += "\(name)=\(folder / name)\n"
        }
        try folder.write(properties, to: "kafka.properties")
        for name in names + certificates + ["kafka.properties"] {
            try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: folder / name)
        }
        let files = KafkaSettings.secretFiles(properties: folder / "kafka.properties")
        let all = names + certificates + ["kafka.properties"]
        #expect(files.map(\.path).sorted() == all.map { folder / $0 }.sorted())
        let exposed = files.filter { $0.exposure != nil }.map(\.path)
        #expect(exposed.sorted() == (names + ["kafka.properties"]).map { folder / $0 }.sorted())
    }
}
