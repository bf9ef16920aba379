internal import Foundation
internal import Log
internal import Testing

/// What the data folder says of numbers already on parcels is never thrown away in silence.
@Suite struct EvidenceTests {
    /// A folder on which one order got its number, and the service that issued it was stopped.
    private func used() throws -> TemporaryFolder {
        let folder = try TemporaryFolder()
        let service = try Service.ready(on: folder)
        try push(to: service)
        #expect(service.stop() == 0)
        return folder
    }

    private func push(to service: Service, _ orders: String = "order-") throws {
        let pushed = try Program.push(to: service.port(), ["--count", "20", "--order-prefix", orders], output: "none")
        try #require(pushed.code == 0, "\(pushed.everything)")
    }

    /// Starts on the folder and expects that it ends, saying so.
    private func expectRefusal(on folder: TemporaryFolder, code: Int32, _ parts: String...) throws {
        let service = try Service(on: folder)
        #expect(service.exitCode() == code)
        service.transcript.awaitEnd()
        for part in parts { #expect(service.transcript.text.contains(part), "\(service.transcript.text)") }
    }

    /// The end of a message that says what the last resort is: it is whole.
    private static let lastResort = "and ranges of numbers that were never used"

    /// Another log in its place, or none, with or without the lanes.
    @Test(.embeddedLog, arguments: [false, true], [false, true])
    func `a lost log is not begun anew in its data folder`(isReplaced: Bool, isWithoutLanes: Bool) throws {
        let folder = try used()
        try FileManager.default.removeItem(atPath: folder / "data/log")
        if isWithoutLanes { try FileManager.default.removeItem(atPath: folder / "data/lanes") }
        guard isReplaced else {
            try expectRefusal(on: folder, code: 1, "belongs to a log that is not there", Self.lastResort)
            #expect(!FileManager.default.fileExists(atPath: folder / "data/log"))
            return
        }
        let other = try used()
        try FileManager.default.moveItem(atPath: other / "data/log", toPath: folder / "data/log")
        try expectRefusal(on: folder, code: 1, "belongs to another log", Self.lastResort)
    }

    /// As a version left them that marked only the lanes.
    @Test(.embeddedLog)
    func `a data folder without a mark gets one, and its lanes tell of a lost log until then`() throws {
        let folder = try used()
        try FileManager.default.removeItem(atPath: folder / "data/log-id")
        #expect(try Service.ready(on: folder).stop() == 0)
        #expect(FileManager.default.fileExists(atPath: folder / "data/log-id"))
        try FileManager.default.removeItem(atPath: folder / "data/log-id")
        try FileManager.default.moveItem(atPath: folder / "data/log", toPath: folder / "aside")
        try expectRefusal(on: folder, code: 1, "data/lanes belongs to a log that is not there", Self.lastResort)
        try FileManager.default.moveItem(atPath: folder / "aside", toPath: folder / "data/log")
        #expect(try Service.ready(on: folder).stop() == 0)
    }

    /// A command that makes what is missing, or says how, would hide the loss as well.
    @Test(.embeddedLog) func `nothing makes a log, or keys, where a log was lost`() throws {
        let folder = try used()
        for name in ["log", "keys.yaml"] {
            try FileManager.default.moveItem(atPath: folder / "data/\(name)", toPath: folder / name)
        }
        let made = ["data/log", "data/keys.yaml"]
        let data = ["--data", folder / "data"]
        let topics = data + ["--topics", "\(Program.house)/topics"]
        for command in [["topics", "apply"] + topics, ["topics", "check"] + topics, ["dead-letters", "list"] + data] {
            let finished = try Program.run(command)
            #expect(finished.code == 1 && finished.error.contains("belongs to a log that is not there"))
            #expect(made.allSatisfy { !FileManager.default.fileExists(atPath: folder / $0) }, "\(command)")
        }
        try expectRefusal(on: folder, code: 1, "belongs to a log that is not there", Self.lastResort)
        #expect(made.allSatisfy { !FileManager.default.fileExists(atPath: folder / $0) })
        for name in ["log", "keys.yaml"] {
            try FileManager.default.moveItem(atPath: folder / name, toPath: folder / "data/\(name)")
        }
        #expect(try Service.ready(on: folder).stop() == 0)
    }

    /// Another cluster has another id, and another prefix is another system on the same cluster.
    @Test(.cluster) func `lanes of another cluster or prefix are refused`() throws {
        let folder = try used()
        let other = try Engine.site(of: try TemporaryFolder())
        let service = try Service(
            on: folder, ["--kafka", other.servers, "--kafka-prefix", other.prefix, "--keys", folder / "keys.yaml"])
        #expect(service.exitCode() == 1)
        #expect(service.transcript.text.contains("belongs to another log"), "\(service.transcript.text)")
        #expect(try Service.ready(on: folder).stop() == 0)
    }

    @Test(.embeddedLog, arguments: [false, true])
    func `an older copy of the log is refused, also where the machine has died since`(isRebooted: Bool) throws {
        let folder = try used()
        let log = folder / "data/log"
        try FileManager.default.copyItem(atPath: log, toPath: folder / "older")
        let service = try Service.ready(on: folder)
        try push(to: service, "later-")
        if isRebooted {
            service.kill()
            _ = service.exitCode()
            try reboot(folder)
        } else {
            #expect(service.stop() == 0)
        }
        try FileManager.default.removeItem(atPath: log)
        try FileManager.default.moveItem(atPath: folder / "older", toPath: log)
        try expectRefusal(on: folder, code: 1, "the log is an older copy")
    }

    /// What the death of the machine leaves: the marks say another boot, so that no lane's file is opened again.
    private func reboot(_ folder: TemporaryFolder) throws {
        let lanes = folder / "data/lanes"
        for name in try FileManager.default.contentsOfDirectory(atPath: lanes) where name.hasSuffix(".mark") {
            try "lane 1 open 11111111-2222-3333-4444-555555555555 \n".write(
                toFile: "\(lanes)/\(name)", atomically: false, encoding: .utf8)
        }
    }

    @Test(.cluster, arguments: [Topic.waybills, .commands])
    func `a topic that was made anew stops the start`(topic: Topic) throws {
        let folder = try used()
        let cluster = try Engine.site(of: folder)
        try cluster.delete(topic)
        let made = try Program.run(
            ["topics", "apply", "--topics", "\(Program.house)/topics", "--min-in-sync", "1"] + cluster.clusterArguments)
        try #require(made.code == 0, "\(made.everything)")
        try expectRefusal(on: folder, code: 1, "of \(topic.name) ends at 0, and", Self.lastResort)
        // Also on a machine that knows nothing of it.
        try FileManager.default.removeItem(atPath: folder / "data/lanes")
        try expectRefusal(on: folder, code: 1, "\(topic.name) ", Self.lastResort)
    }

    @Test(.cluster, arguments: [false, true])
    func `a group that was deleted decides nothing again`(isNewFolder: Bool) throws {
        let folder = try used()
        let cluster = try Engine.site(of: folder)
        let before = try Journal(of: folder)
        try cluster.deleteGroup()
        if isNewFolder { try FileManager.default.removeItem(atPath: folder / "data") }
        let service = try Service.ready(on: folder)
        try push(to: service)
        try push(to: service, "later-")
        #expect(service.transcript.count(of: "commands.passed") > 0)
        #expect(service.stop() == 0)
        let after = try Journal(of: folder)
        #expect(after.results.values.allSatisfy { $0.count == 1 })
        #expect(after.waybills.count == 40)
        for (order, numbers) in before.waybills { #expect(after.waybills[order] == numbers) }
        let numbers = after.waybills.values.flatMap(\.self)
        #expect(Set(numbers).count == 40 && numbers.count == 40)
    }

    @Test(
        .cluster, arguments: [(.waybills, "delete"), (.tokens, "delete"), (.commands, "compact")] as [(Topic, String)])
    func `a cluster that deletes what has to stay is refused, and topics apply mends it`(
        topic: Topic, policy: String
    ) throws {
        let folder = try used()
        let cluster = try Engine.site(of: folder)
        try cluster.tool(
            "configs --alter --entity-type topics --entity-name \(cluster.prefix)\(topic.name) "
                + "--add-config cleanup.policy=\(policy)")
        try expectRefusal(on: folder, code: 1, "has cleanup.policy \(policy)")
        let mended = try Program.run(
            ["topics", "apply", "--topics", "\(Program.house)/topics", "--min-in-sync", "1"] + cluster.clusterArguments)
        try #require(mended.code == 0, "\(mended.everything)")
        #expect(try Service.ready(on: folder).stop() == 0)
    }

    @Test func `lost keys are not made anew beside what they sealed`() throws {
        let folder = try used()
        try FileManager.default.removeItem(atPath: folder / (Engine.isKafka ? "keys.yaml" : "data/keys.yaml"))
        let part = Engine.isKafka ? "keys.yaml: cannot be found" : "new keys could not open its tokens"
        try expectRefusal(on: folder, code: 78, part)
    }

    @Test func `lost lanes are restored`() throws {
        let folder = try used()
        try FileManager.default.removeItem(atPath: folder / "data/lanes")
        let service = try Service.ready(on: folder)
        #expect(service.stop() == 0)
    }

    /// Looking is not touching: the commands for an operator open nothing for writing.
    @Test(.embeddedLog) func `topics check says where the log differs, and leaves it so`() throws {
        let folder = try used()
        let topics = folder / "topics"
        try FileManager.default.copyItem(atPath: "\(Program.house)/topics", toPath: topics)
        let file = topics + "/waybill.claims.yaml"
        let text = try String(contentsOfFile: file, encoding: .utf8)
        try text.replacing("partitions: 12", with: "partitions: 24").write(
            toFile: file, atomically: true, encoding: .utf8)
        for _ in 1...2 {
            let check = try Program.run(["topics", "check", "--topics", topics, "--data", folder / "data"])
            #expect(check.code == 1)
            #expect(check.output == "waybill.claims has 12 partitions, its file says 24\n")
        }
    }
}
