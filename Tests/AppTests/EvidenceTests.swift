internal import Foundation
internal import Testing

/// What the data folder says of numbers already on parcels is never thrown away in silence.
@Suite struct EvidenceTests {
    /// A folder on which one order got its number, and the service that issued it was stopped.
    private func used() throws -> TemporaryFolder {
        let folder = try TemporaryFolder()
        let service = try Service.ready(on: folder)
        let pushed = try Program.run(
            [
                "push", "--url", "http://127.0.0.1:\(try service.port())/push/zto", "--count", "20", "--output", "none",
                "--timeout", "10m",
            ], environment: ["WAYBILL_PUSH_TOKEN": Signed.token])
        try #require(pushed.code == 0, "\(pushed.everything)")
        #expect(service.stop() == 0)
        return folder
    }

    /// Starts on the folder and expects that it ends, saying so.
    private func expectRefusal(on folder: TemporaryFolder, code: Int32, _ part: String) throws {
        let service = try Service(on: folder)
        #expect(service.exitCode() == code)
        #expect(service.transcript.text.contains(part), "\(service.transcript.text)")
    }

    @Test(.embeddedLog) func `a lost log is not begun anew beside its lanes`() throws {
        let folder = try used()
        try FileManager.default.removeItem(atPath: folder / "data/log")
        try expectRefusal(on: folder, code: 1, "belongs to another log")
    }

    @Test(.embeddedLog) func `an older copy of the log is refused`() throws {
        let folder = try used()
        let log = folder / "data/log"
        try FileManager.default.copyItem(atPath: log, toPath: folder / "older")
        let service = try Service.ready(on: folder)
        _ = try Program.run(
            [
                "push", "--url", "http://127.0.0.1:\(try service.port())/push/zto", "--count", "20", "--output", "none",
                "--timeout", "10m",
                "--order-prefix", "later-",
            ], environment: ["WAYBILL_PUSH_TOKEN": Signed.token])
        #expect(service.stop() == 0)
        try FileManager.default.removeItem(atPath: log)
        try FileManager.default.moveItem(atPath: folder / "older", toPath: log)
        try expectRefusal(on: folder, code: 1, "the log is an older copy")
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
