internal import Foundation
internal import Log
internal import Testing
internal import Waiting

/// Somebody gives the topics more partitions than their files say, which Kafka cannot take back.
@Suite(.cluster) struct WidenTests {
    private static let keyed: [Topic] = [.commands, .waybills, .tokens, .deadLetters, .traces]

    private func push(_ orders: String, to service: Service, count: Int = 40) throws -> Program.Finished {
        try Program.push(to: service.port(), ["--count", "\(count)", "--order-prefix", orders], output: "none")
    }

    @Test func `under load every push is answered, and orders keep their numbers also after a restart`() throws {
        let folder = try TemporaryFolder()
        let cluster = try Engine.arguments(folder, given: ["--keys"])
        let service = try Service.ready(on: folder)
        #expect(try push("order-", to: service).code == 0)
        onThreads(2) { [self] thread in
            do {
                guard thread > 0 else { return try Engine.site(of: folder).widen(Self.keyed, to: 24) }
                let finished = try push("load-", to: service, count: 3_000)
                #expect(finished.code == 0, "\(finished.everything)")
            } catch {
                Issue.record(error)
            }
        }
        let seen = try #require(service.transcript.line(containing: "topic.widened"))
        #expect(seen.contains("partitions=24") && seen.contains("limit=12"))
        #expect(try push("order-", to: service).code == 0)
        let before = try Journal(of: folder).waybills
        #expect(service.stop() == 0)
        let revived = try Service.ready(on: folder)
        #expect(revived.transcript.count(of: "topic.widened") == Self.keyed.count, "a line each")
        #expect(try push("order-", to: revived).code == 0)
        #expect(revived.stop() == 0)
        let after = try Journal(of: folder).waybills
        #expect(after.count == 3_040 && after == before)
        #expect(after.values.allSatisfy { $0.count == 1 })
        #expect(Set(after.values.flatMap(\.self)).count == after.count)
        let topics = ["--topics", "\(Program.house)/topics"]
        for command in [["topics", "check"] + topics, ["topics", "apply", "--min-in-sync", "1"] + topics] {
            let finished = try Program.run(command + cluster)
            #expect(finished.code == 0, "\(finished.everything)")
            let warnings = finished.output.split(separator: "\n").filter { $0.hasPrefix("warning: topic ") }
            #expect(warnings.count == Self.keyed.count)
            #expect(warnings.allSatisfy { $0.contains("leave the file as it is") })
        }
    }

    @Test(arguments: [(24, "dealt out among 12 partitions"), (6, "records of ours stand in the others")])
    func `a file that is edited to another count is refused before an order lies elsewhere`(
        count: Int, words: String
    ) throws {
        let folder = try TemporaryFolder()
        let cluster = try Engine.arguments(folder, given: ["--keys"])
        let service = try Service.ready(on: folder)
        #expect(try push("order-", to: service).code == 0)
        #expect(service.stop() == 0)
        if count > 12 {
            try Engine.site(of: folder).widen(Self.keyed, to: 24)
            // A node says it a moment later than the tool.
            let check = ["topics", "check", "--topics", "\(Program.house)/topics"] + cluster
            _ = try asked(
                { try Program.run(check).output.matches(of: /has 24 partitions/).count },
                until: { $0 == Self.keyed.count })
        }
        try FileManager.default.copyItem(atPath: "\(Program.house)/topics", toPath: folder / "topics")
        for topic in Self.keyed {
            let file = "topics/\(topic.name).yaml"
            try folder.write(
                try folder.text(file).replacing("partitions: 12", with: "partitions: \(count)"), to: file)
        }
        let edited = try Service("serve", on: folder, topics: folder / "topics")
        #expect(edited.exitCode() == 78)
        let text = edited.transcript.text
        #expect(text.contains(words), "\(text)")
        let mended = try Service.ready(on: folder)
        #expect(mended.stop() == 0)
    }
}
