internal import Testing
internal import Waiting

/// carriers.yaml is edited between two starts on one folder.
@Suite struct RangeTests {
    private static let shipped = "first: 0, last: 99999999999 }\n      # The segments"

    @Test func `a range of which numbers were issued cannot begin elsewhere, and goes on once it is right`() throws {
        let folder = try TemporaryFolder()
        try folder.copyConfiguration()
        try begin(at: 1_000, in: folder)
        let first = try Service.ready(on: folder)
        var numbers = try push(60, "a", to: first)
        #expect(first.stop() == 0)

        try begin(at: 0, in: folder)
        for (role, arguments) in [("serve", []), ("process", ["--workers", "5"])] {
            let refused = try Service(role, on: folder, arguments)
            #expect(refused.exitCode() == 78)
            refused.transcript.awaitEnd()
            let text = refused.transcript.text
            let place = "config/carriers.yaml:\(try line(in: folder)): the range 0...99999999999 (prefix 75, "
            #expect(text.contains(place), "\(text)")
            #expect(text.contains("60 were issued for ZTO"))
            #expect(text.contains("first: 1000 }; only its last may change"))
            #expect(!text.contains("service.ready"))
        }

        try begin(at: 1_000, in: folder)
        let next = try Service.ready(on: folder)
        numbers += try push(60, "b", to: next)
        #expect(Set(numbers).count == 120)
        #expect(try push(60, "a", to: next) == Array(numbers.prefix(60)), "repeats have the numbers that they had")
        #expect(next.stop() == 0)
    }

    @Test func `another range begins anew, and what is left of it can be seen`() throws {
        let folder = try TemporaryFolder()
        try folder.copyConfiguration()
        let first = try Service.ready(on: folder)
        var numbers = try push(30, "a", to: first)
        #expect(first.stop() == 0)
        let text = try folder.text("config/carriers.yaml")
        try folder.write(
            text.replacing("prefix: \"75\", digits: 11", with: "prefix: \"77\", digits: 11")
                .replacing(Self.shipped, with: Self.shipped.replacing("last: 99999999999", with: "last: 1199")),
            to: "config/carriers.yaml")
        let next = try Service.ready(on: folder)
        let others = try push(30, "b", to: next)
        #expect(others.allSatisfy { $0.hasPrefix("770000000") }, "\(others)")
        numbers += others
        #expect(Set(numbers).count == 60)
        // The processor counts what it has committed, and the replies may be here before.
        let operations = try next.operations()
        let metrics = try asked(
            { try operations.metrics() }, until: { $0["waybill_numbers_left{carrier=\"ZTO\"}"] == 1_170 })
        #expect(metrics["waybill_numbers_left{carrier=\"ZTO\"}"] == 1_170)
        let fewest = try #require(metrics["waybill_lane_numbers_left{carrier=\"ZTO\"}"])
        #expect((70...97).contains(fewest))
        #expect(next.stop() == 0)
    }

    private func begin(at first: Int, in folder: TemporaryFolder) throws {
        let text = try folder.text("config/carriers.yaml")
        let edited = text.replacing(/first: \d+, last: 99999999999 }\n      # The segments/) { _ in
            Self.shipped.replacing("first: 0", with: "first: \(first)")
        }
        try folder.write(edited, to: "config/carriers.yaml")
    }

    private func line(in folder: TemporaryFolder) throws -> Int {
        let lines = try folder.text("config/carriers.yaml").split(separator: "\n", omittingEmptySubsequences: false)
        return try #require(lines.firstIndex { $0.contains(" issued: ") }) + 1
    }

    /// The numbers that so many orders get.
    private func push(_ count: Int, _ name: String, to service: Service) throws -> [String] {
        let wire = try service.wire()
        return try (0..<count).map { try #require(wire.push(.add("\(name)-\($0)"))?.issued) }
    }
}
