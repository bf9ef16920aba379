import SeedParcel
import Testing

@testable import Waybill

/// A trace that breaks one rule.
struct PathRow: Sendable {
    let code: Refusal.Reason
    let message: String
    let apply: @Sendable (inout RecordPath) -> Void
}

/// A trace like the one before, or another.
struct PathVariation: Sendable {
    let isAnother: Bool
    let apply: @Sendable (inout RecordPath) -> Void
}

@Suite("record_path and what cannot be read")
struct PathTests {
    private static let order = CancelSituation().order
    private static let path = RecordPath(
        key: Seed.add.key, waybillID: Seed.number, actionTime: 1_533_052_800, actionType: 300_002,
        actionMessage: "out for delivery")

    private func outcome(_ path: RecordPath, order: OrderState?) throws -> Outcome {
        let facts = Facts(order: order, serialNext: 0, holder: nil, partition: 0, partitionCount: 1)
        return decide(.recordPath(path), facts: facts, reference: try Rules().reference())
    }

    @Test("a trace gets the next number of its waybill", arguments: [0, 1, 41, 4_294_967_294])
    func sequence(_ before: UInt32) throws {
        var order = try #require(Self.order)
        order.traceCount = before
        var after = order
        after.traceCount = before + 1
        after.recentTraces = RecentTraces([0x1275_d026_6507_f1d1])
        let expected = Outcome(
            verdict: .success(waybillID: Seed.number), change: .status(after), traceSequence: before + 1)
        #expect(try outcome(Self.path, order: order) == expected)
    }

    @Test(
        "every action type of updatePath is taken, as is a message at its limit",
        arguments: [
            100_001, 100_002, 100_003, 200_001, 300_002, 300_003, 300_004, 400_001, 400_002,
        ])
    func types(_ type: Int64) throws {
        var path = Self.path
        path.actionType = type
        path.actionMessage = .filler(1024)
        path.actionTime = 1
        #expect(try outcome(path, order: Self.order).verdict.reason == nil)
    }

    @Test("a trace that cannot be", arguments: rows)
    func refusal(_ row: PathRow) throws {
        var path = Self.path
        row.apply(&path)
        let result = Verdict.refused(row.code, row.message)
        #expect(try outcome(path, order: Self.order) == Outcome(verdict: result))
    }

    private static let noTime = "action_time is not a time in seconds since 1970"
    private static let noType = "action_type is not one of those that updatePath knows"
    private static let noText = "action_msg must have 1 to 1024 bytes"
    private static let noWaybill = "there is no order with this waybill_id"
    private static let rows = [
        PathRow(code: .other, message: noTime) { $0.actionTime = 0 },
        PathRow(code: .other, message: noTime) { $0.actionTime = -1 },
        PathRow(code: .other, message: noType) { $0.actionType = 0 },
        PathRow(code: .other, message: noType) { $0.actionType = 300_005 },
        PathRow(code: .other, message: noText) { $0.actionMessage = "" },
        PathRow(code: .other, message: noText) { $0.actionMessage = .filler(1025) },
        PathRow(code: .unknownWaybill, message: noWaybill) { $0.waybillID = "123456780" },
        PathRow(code: .unknownWaybill, message: noWaybill) { $0.waybillID = "" },
    ]

    @Test("a trace that comes again counts once, also when others came between")
    func repetition() throws {
        var order = Self.order
        func take(_ path: RecordPath) throws -> Outcome {
            let outcome = try self.outcome(path, order: order)
            if case .status(let state) = outcome.change { order = state }
            return outcome
        }
        var other = Self.path
        let count = WaybillLimits.recentTraceCountMax
        for number in 0..<count {
            other.actionTime = Self.path.actionTime + Int64(number)
            let outcome = try take(other)
            #expect(outcome.traceSequence == UInt32(number + 1))
            // Each that came so far, as an at-least-once producer sends it again: answered as it was.
            for earlier in 0...number {
                other.actionTime = Self.path.actionTime + Int64(earlier)
                #expect(try take(other) == Outcome(verdict: outcome.verdict))
            }
        }
        // One more, and the oldest is forgotten; a trace is not refused for that.
        other.actionTime = Self.path.actionTime - 1
        #expect(try take(other).traceSequence == UInt32(count + 1))
        #expect(try take(Self.path).traceSequence == UInt32(count + 2))
        #expect(order?.recentTraces.digests.count == count)
    }

    @Test(
        "time, type and message tell traces apart, and nothing else does",
        arguments: [
            PathVariation(isAnother: true) { $0.actionTime += 1 }, PathVariation(isAnother: true) { $0.actionTime = 1 },
            PathVariation(isAnother: true) { $0.actionType = 300_003 },
            PathVariation(isAnother: true) { $0.actionMessage += "." },
            PathVariation(isAnother: true) { $0.actionMessage = "out for deliverx" },
            PathVariation(isAnother: false) { _ in },
        ])
    func identity(_ variation: PathVariation) throws {
        var order = try #require(Self.order)
        order.recentTraces.add(Self.path)
        var path = Self.path
        variation.apply(&path)
        #expect(try outcome(path, order: order).verdict == .success(waybillID: Seed.number))
        #expect((try outcome(path, order: order).traceSequence != nil) == variation.isAnother)
    }

    @Test("a trace is known by the FNV-1a that stands in topics and lanes")
    func digest() {
        // Of sixteen zeros, and of sixteen zeros and "a": computed apart from this code.
        func digest(_ message: String) -> UInt64 {
            RecordPath(key: Seed.add.key, waybillID: "1", actionTime: 0, actionType: 0, actionMessage: message).digest
        }
        #expect(digest("") == 0x8820_1fb9_60ff_6465)
        #expect(digest("a") == 0x4df9_ebff_d1f6_f2cc)
    }

    @Test("a waybill that is not there, or has as many traces as can be counted")
    func bounds() throws {
        #expect(try outcome(Self.path, order: nil).verdict.reason == .unknownWaybill)
        var order = try #require(Self.order)
        order.traceCount = .max
        let expected = Verdict.refused(.other, "the waybill has as many traces as can be counted")
        #expect(try outcome(Self.path, order: order) == Outcome(verdict: expected))
    }

    @Test("what could not be read is answered -1 with its fault")
    func unreadable() throws {
        let facts = Facts(order: nil, serialNext: 0, holder: nil, partition: 0, partitionCount: 1)
        let outcome = decide(
            .unreadable(Unreadable(fault: "OrderID is empty")), facts: facts, reference: try Rules().reference())
        #expect(outcome == Outcome(verdict: Verdict.refused(.other, "OrderID is empty")))
    }
}
