internal import Foundation
internal import KafkaNodes
internal import Log
internal import LogConformance
internal import Records
internal import SQLiteLog
import SeedParcel
internal import SingleRecords
internal import Testing
internal import Time
internal import Waybill

/// Commands that are deleted before they are decided: an operator sees them, once, and everything else goes on.
@Suite struct MissingTests {
    /// A command that comes to nothing but a dead letter.
    private func command(_ id: String, time: Int64 = Timestamp.now()) -> NewRecord {
        CommandRecord.record(
            .unreadable(Unreadable(fault: "of a test"), sealedPayload: "k1.payload"), partitionCount: 12,
            source: "/test", time: time,
            reply: ReplyAddress(instance: "nobody", partition: 0, correlationID: id))
    }

    @Test(.enabled(if: !Engine.isKafka || KafkaNodes.canStart, "it takes Kafka's own tools"))
    func `a gap is told once, listed and shown, and the service goes on behind it`() throws {
        let folder = try TemporaryFolder()
        #expect(try Service.ready(on: folder).stop() == 0)
        let log = try Engine.open(folder)
        var record = command("gone")
        record.partition = 3
        let offsets = try log.appended(Array(repeating: record, count: 5))
        log.close()
        try Engine.delete(.commands, 3, before: offsets[3], on: folder)
        for isFirst in [true, false] {
            let service = try Service.ready(on: folder)
            let wire = try service.wire()
            #expect(wire.push(.add(isFirst ? "first" : "second"))?.issued != nil)
            if isFirst {
                let line = try #require(service.transcript.line(containing: "commands.missing"))
                #expect(line.contains("level=error") && line.contains("partition=3"))
                #expect(line.contains("offset=0") && line.contains("limit=\(offsets[3])"))
                let metrics = try service.operations().get("/metrics")?.body ?? ""
                #expect(metrics.contains("\nwaybill_missing_commands_total \(offsets[3])\n"))
            }
            #expect(service.stop() == 0)
            #expect(service.transcript.count(of: "commands.missing") == (isFirst ? 1 : 0))
        }
        try expectShown(on: folder, offsetNext: offsets[3])
        let letters = try Journal(of: folder).deadLetters
        #expect(letters.count == 3, "one for the gap, and two commands were there")
    }

    private func expectShown(on folder: TemporaryFolder, offsetNext: Int64) throws {
        let place =
            Engine.isKafka
            ? try Array(Engine.arguments(folder, given: ["--keys"])) : ["--data", folder / "data"]
        let list = try Program.run(["dead-letters", "list", "--command", "missing"] + place)
        let rows = list.output.split(separator: "\n")
        try #require(list.code == 0 && rows.count == 2, "\(list.everything)")
        #expect(rows[1].hasPrefix("3/") && rows[1].contains("missing"))
        #expect(rows[1].contains("offsets 0 to \(offsetNext - 1) of partition 3 of waybill.commands are gone"))
        let name = String(rows[1].prefix { $0 != " " })
        let shown = try Program.run(["dead-letters", "show", name] + place)
        #expect(shown.code == 0)
        let rowsShown = shown.output.split(separator: "\n\n")[0].split(separator: "\n")
        let head = rowsShown.map { $0.split(separator: #/ {2,}/#) }
        #expect(head.allSatisfy { $0.count == 3 }, "each header is explained: \(shown.output)")
        #expect(shown.output.contains("there is nothing to feed again"))
        #expect(head.contains { $0.first == "waybill_missing_offset_next" && $0.last == "\(offsetNext)" })
    }

    @Test(.embeddedLog) func `retention waits for the processor, says so, and nothing is lost`() throws {
        let folder = try TemporaryFolder()
        try FileManager.default.copyItem(atPath: "\(Program.house)/topics", toPath: folder / "topics")
        let file = "topics/waybill.commands.yaml"
        try folder.write(try folder.text(file).replacing("retention: 365d", with: "retention: 1s"), to: file)
        // Which makes the keys.
        #expect(try Service.ready(on: folder).stop() == 0)
        let old = Timestamp.now() - 3_600_000
        let log = try Engine.open(folder)
        try log.appended((0..<100).map { command("old-\($0)", time: old) })
        log.close()
        let ingress = try Service("ingress", on: folder, topics: folder / "topics")
        let line = try #require(ingress.transcript.line(containing: "retention.held"))
        #expect(line.contains("topic=waybill.commands") && line.contains("group=none"))
        #expect(line.contains("start a processor"))
        let metrics = try ingress.operations().get("/metrics")?.body ?? ""
        #expect(metrics.contains("waybill_retention_held_records{"))
        #expect(ingress.stop() == 0)
        let service = try Service("serve", on: folder, topics: folder / "topics")
        try service.awaitReady()
        #expect(service.stop() == 0)
        #expect(service.transcript.count(of: "commands.missing") == 0)
        #expect(try Journal(of: folder).deadLetters.count == 100)
    }
}
