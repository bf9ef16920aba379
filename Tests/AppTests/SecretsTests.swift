internal import Crypto
internal import Foundation
internal import Log
internal import Testing

/// Nothing secret is found in clear anywhere, and nothing personal in logs, metrics and errors.
@Suite struct SecretsTests {
    private static let pushToken = "Qx7pushTokenZq91"
    private static let password = "Qx7bizPasswordZq92"
    private static let wrongPassword = "Qx7wrongPasswordZq93"
    private static let token = "Qx7updatePathTokenZq94"
    private static let sealing = Base64.encode(Array("Qx7sealingKeyOf32BytesInAllZq95ab".utf8.prefix(32)))
    private static let digest = Base64.encode(Array("Qx7digestKeyOf32BytesInAllxZq96ab".utf8.prefix(32)))

    /// What may stand nowhere but in the configuration, the keys, and (the event's Token) in its own reply.
    private static let secrets = [
        pushToken, password, wrongPassword, token, sealing, digest, "Qx7sealingKey", "Qx7digestKey",
    ]
    /// What may stand in topics only.
    private static let personal = [
        "Qx7Sender", "Qx7Receiver", "13900007777", "020-77778888", "Qx7 Street 5", "Qx7Company", "Qx7Remark",
    ]

    @Test(arguments: ["logfmt", "json"]) func `secrets and personal data stay where they belong`(format: String) throws
    {
        let folder = try TemporaryFolder()
        try configure(folder)
        let service = try Service(
            "serve", on: folder,
            ["--keys", folder / "secrets/keys.yaml", "--log-level", "debug", "--log-format", format])
        try service.awaitReady()
        var spoken = try pushes(service)
        spoken += try [
            #require(try service.operations().get("/metrics")).body,
            #require(try service.operations().get("/ready")).body,
        ]
        try expectNothing(in: folder.files(below: "data"), of: folder)
        spoken += try commands(folder)
        #expect(service.stop() == 0)
        service.transcript.awaitEnd()
        spoken.append(service.transcript.text)
        #expect(service.transcript.text.contains("push.answered"), "the log is at debug")
        let warning =
            "keys.yaml: everybody on this machine can read this secret; chmod 600 \(folder / "secrets/keys.yaml")"
        #expect(service.transcript.count(of: warning) == 1, "\(service.transcript.text)")
        for text in spoken {
            for secret in Self.secrets { #expect(!text.contains(secret), "\(secret) in \(text)") }
        }
        for text in spoken.filter({ !$0.hasPrefix("NAME ") }) {
            for fact in Self.personal { #expect(!text.contains(fact), "\(fact) in \(text)") }
        }
        try expectNothing(in: folder.files(below: "data"), of: folder)
        if Engine.isKafka { try expectNothingInTopics(of: folder) }
    }

    private func configure(_ folder: TemporaryFolder) throws {
        try folder.copyConfiguration()
        let apps = try folder.text("config/apps.yaml")
        try folder.write(apps.replacing(": demotoken #", with: ": \(Self.pushToken) #"), to: "config/apps.yaml")
        let accounts = try folder.text("config/accounts.yaml")
        try folder.write(accounts.replacing(": xyz123 #", with: ": \(Self.password) #"), to: "config/accounts.yaml")
        let keys = "current: k9\nkeys:\n  k9: \(Self.sealing)\ndigest_key: \(Self.digest)\n"
        try folder.write(keys, to: "secrets/keys.yaml")
        try FileManager.default.setAttributes(
            [.posixPermissions: 0o644], ofItemAtPath: folder / "secrets/keys.yaml")
    }

    /// Good, refused, unreadable and cancelled pushes, bad requests; returns the answers, own tokens taken out.
    private func pushes(_ service: Service) throws -> [String] {
        let wire = try service.wire()
        var answers: [Wire.Answer?] = []
        let target = Signed.target("zto", Self.pushToken)
        for format in Event.Format.allCases {
            let order = "secret-\(format)"
            let issued = wire.push(event(order).bytes(format), to: target)
            let waybill = try #require(issued?.issued)
            answers.append(issued)
            for path in [
                "Sender.Address", "Cargo.Count", "Receiver.Province", "Service.ServiceType", "BizPwd", "CreateTime",
            ] {
                var refused = event("\(order)-\(path)")
                refused[path] = path == "BizPwd" ? .text(Self.wrongPassword) : .text("")
                answers.append(wire.push(refused.bytes(format), to: target))
            }
            var wrong = event("\(order)-shape")
            wrong["Sender"] = .text("Qx7Sender")
            answers.append(wire.push(wrong.bytes(format), to: target))
            let body = event(order).bytes(format)
            answers.append(wire.push(Array(body.dropLast(30)), to: target))
            answers.append(wire.push(body.map { $0 == 0x4A ? 0xFF : $0 } + [0xFF], to: target))
            var cancel = Event.cancel(order, number: waybill)
            cancel["BizPwd"] = .text(Self.password)
            answers.append(wire.push(cancel.bytes(format), to: target))
            cancel["WayBillID"] = .text("1")
            answers.append(wire.push(cancel.bytes(format), to: target))
        }
        answers.append(wire.push(event("unsigned").bytes(.json), to: Signed.target("zto", "other")))
        answers.append(wire.push(event("upper").bytes(.xml), to: "/push/\(Self.password)?\(Signed.query())"))
        let texts = try answers.map { try #require($0).body }
        #expect(texts.count { $0.contains(Self.token) } > 10, "a reply repeats its event's Token")
        return texts.map { $0.replacing(Self.token, with: "") }
    }

    private func event(_ order: String) -> Event {
        var event = Event.add(order)
        event["Token"] = .text(Self.token)
        event["BizPwd"] = .text(Self.password)
        event["Remark"] = .text("Qx7Remark")
        for (side, name) in [("Sender", "Qx7Sender"), ("Receiver", "Qx7Receiver")] {
            event["\(side).Name"] = .text(name)
            event["\(side).Mobile"] = .text("13900007777")
            event["\(side).Tel"] = .text("020-77778888")
            event["\(side).Company"] = .text("Qx7Company")
            event["\(side).Address"] = .text("Qx7 Street 5")
        }
        return event
    }

    /// What the commands for an operator print. A dead letter shown whole is the merchant's own data.
    private func commands(_ folder: TemporaryFolder) throws -> [String] {
        let data = Engine.isKafka ? try clusterArguments(folder) : ["--data", folder / "data"]
        let list = try Program.run(["dead-letters", "list"] + data)
        let places = list.output.matches(of: #/(?m)^(\d+/\d+) /#).map { String($0.1) }
        #expect(places.count == 20, "\(list.everything)")
        let shown = try places.map { try Program.run(["dead-letters", "show", $0] + data).everything }
        #expect(shown.allSatisfy { $0.hasPrefix("NAME ") && $0.contains("\nwaybill_result_code ") })
        let topics = try Program.run(["topics", "show", "--topics", "\(Program.house)/topics"] + data)
        return [list.everything, topics.everything] + shown
    }

    /// The commands for an operator need no keys.
    private func clusterArguments(_ folder: TemporaryFolder) throws -> [String] {
        try Engine.arguments(folder, given: ["--keys"])
    }

    private func expectNothingInTopics(of folder: TemporaryFolder) throws {
        let log = try Engine.open(folder)
        defer { log.close() }
        for topic in Topic.allCases {
            for record in try Journal.records(of: topic, log) {
                let content = Data((record.key ?? []) + (record.value ?? []) + record.headers.bytes)
                for secret in Self.secrets {
                    #expect(content.range(of: Data(secret.utf8)) == nil, "\(secret) in \(topic.name)")
                }
            }
        }
    }

    private func expectNothing(in files: [String], of folder: TemporaryFolder) throws {
        #expect(files.contains { $0.hasSuffix(Engine.isKafka ? "lane-0" : "log.sqlite") })
        for file in files {
            let content = Data(try folder.writtenBytes(file))
            for secret in Self.secrets {
                #expect(content.range(of: Data(secret.utf8)) == nil, "\(secret) in \(file)")
            }
        }
    }
}
