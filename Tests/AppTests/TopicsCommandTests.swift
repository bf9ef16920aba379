internal import Foundation
internal import Testing

/// `waybill topics` on the embedded log: a dry run answers what the command itself would.
@Suite(.embeddedLog) struct TopicsCommandTests {
    private let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
        try FileManager.default.copyItem(atPath: "\(Program.house)/topics", toPath: folder / "topics")
    }

    private func topics(_ command: String...) throws -> Program.Finished {
        try Program.run(["topics"] + command + ["--topics", folder / "topics", "--data", folder / "data"])
    }

    private func setPartitions(_ count: Int) throws {
        for file in folder.files(below: "topics") {
            let text = try folder.text(file).replacing(/(?m)^partitions: \d+$/, with: "partitions: \(count)")
            try folder.write(text, to: file)
        }
    }

    /// What the dry run promises is what the command then says; returns its lines.
    private func applied() throws -> [String] {
        let dry = try topics("apply", "--dry-run")
        #expect(dry.code == 0, "\(dry.everything)")
        let done = try topics("apply")
        #expect(done.code == 0, "\(done.everything)")
        let lines = done.output.split(separator: "\n").map(String.init)
        #expect(lines.last == "10 topics are as their files describe them")
        let promises = dry.output.split(separator: "\n").map(String.init)
        if lines.count == 1 {
            #expect(promises == lines)
        } else {
            #expect(promises == lines.dropLast().map { "would be \($0)" } + ["nothing was changed (--dry-run)"])
        }
        return lines.dropLast()
    }

    @Test func `on a fresh folder each topic that is made has its line, and then there is nothing to do`() throws {
        try setPartitions(12)
        #expect(try !topics("apply", "--dry-run").output.isEmpty)
        #expect(!FileManager.default.fileExists(atPath: folder / "data"), "a dry run made something")
        let lines = try applied()
        #expect(lines.count == 10)
        #expect(lines.allSatisfy { $0.hasPrefix("made: ") && $0.hasSuffix(", partitions 12") }, "\(lines)")
        #expect(try applied().isEmpty)
        #expect(try topics("check").code == 0)
    }

    @Test(arguments: [24, 6]) func `empty topics get another number of partitions, and a line each`(count: Int) throws {
        try setPartitions(12)
        _ = try applied()
        try setPartitions(count)
        let lines = try applied()
        #expect(lines.count == 10)
        #expect(
            lines.allSatisfy { $0.hasPrefix("changed: ") && $0.hasSuffix(", partitions \(count) (was 12)") },
            "\(lines)")
        #expect(try topics("check").code == 0)
    }

    @Test func `topics with records keep their partitions: both refuse in the same words, and change nothing`() throws {
        let service = try Service.ready(on: folder)
        #expect(try service.wire().push(.add("kept"))?.issued != nil)
        #expect(service.stop() == 0)
        let before = try topics("show").output
        try setPartitions(24)
        let dry = try topics("apply", "--dry-run")
        let done = try topics("apply")
        for finished in [dry, done] {
            #expect(finished.code == 1)
            #expect(finished.output.isEmpty)
            let lines = finished.error.split(separator: "\n")
            #expect(lines.first == "waybill: nothing was changed:")
            #expect(lines.allSatisfy { $0.hasPrefix("waybill: ") })
            #expect(finished.error.contains("topic waybill.commands holds records in 12 partitions"))
            #expect(finished.error.contains("keep 12"))
        }
        #expect(dry.error == done.error)
        try FileManager.default.removeItem(atPath: folder / "topics")
        try FileManager.default.copyItem(atPath: "\(Program.house)/topics", toPath: folder / "topics")
        #expect(try topics("show").output == before)
        #expect(try topics("check").code == 0)
    }

    @Test func `a folder that cannot be made is refused by both`() throws {
        try folder.write("", to: "data")
        for finished in [try topics("apply", "--dry-run"), try topics("apply")] {
            #expect(finished.code == 1)
            #expect(finished.error.contains("\(folder / "data")"), "\(finished.error)")
        }
    }

    @Test func `retentions are shown as the files write them, and what a log lacks is missing`() throws {
        let show = try topics("show")
        #expect(show.code == 1)
        let rows = show.output.split(separator: "\n").map { $0.split(separator: #/ {2,}/#).map(String.init) }
        #expect(rows.first == ["TOPIC", "PARTITIONS", "CLEANUP", "RETENTION", "END OFFSETS"])
        for row in rows.dropFirst() {
            let text = try folder.text("topics/\(row[0]).yaml")
            #expect(text.contains("retention: \(row[3])\n"), "\(row)")
            #expect(row[4] == "missing")
        }
        #expect(rows.count == 11)
    }
}

/// The same commands where the cluster has other topics than those that are looked for.
@Suite(.enabled(if: Engine.isKafka, "it is about a cluster")) struct TopicsOnKafkaCommandTests {
    @Test func `topics of another prefix are said to be missing, by their whole names`() throws {
        let servers = try #require(ProcessInfo.processInfo.environment["KAFKA"])
        let cluster = ["--kafka", servers, "--kafka-prefix", "\(UUID().uuidString.prefix(8))."]
        let topics = ["WAYBILL_TOPICS": "\(Program.house)/topics"]
        for command in [["dead-letters", "list"], ["dead-letters", "show", "0/0"], ["topics", "show"]] {
            let finished = try Program.run(command + cluster, environment: topics)
            #expect(finished.code == 1)
            #expect(finished.error.hasPrefix("waybill: there is no topic \(cluster[3])waybill."), "\(finished.error)")
        }
    }

    @Test func `a check takes the number of in-sync replicas that was chosen, and a new log has no dead letters`()
        throws
    {
        let folder = try TemporaryFolder()
        let site = try Site(try #require(ProcessInfo.processInfo.environment["KAFKA"]), keys: folder / "keys.yaml")
        let topics = ["WAYBILL_TOPICS": "\(Program.house)/topics"]
        let check = try Program.run(["topics", "check"] + site.clusterArguments, environment: topics)
        #expect(check.code == 0, "\(check.everything)")
        #expect(check.output.contains("min.insync.replicas=1 was chosen by an operator"))
        let list = try Program.run(["dead-letters", "list"] + site.clusterArguments)
        #expect(list.code == 0 && list.output.isEmpty)
        #expect(list.error == "waybill: no dead letters\n")
    }
}
