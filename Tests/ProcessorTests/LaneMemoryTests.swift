import JSON
import LaneState
import Log
import Records
import SeedParcel
import Testing
import Waybill

@testable import Processor
@testable import Simulation

/// Deciding and restoring leave the same lane, byte for byte.
@Suite struct LaneMemoryTests {
    private let key = OrderKey(carrier: "ZTO", bizID: "biz/a", orderID: "order #1%")

    @Test(arguments: OrderStateCodecTests.states.prefix(5), [true, false])
    func `an order's record leaves what deciding left`(state: OrderState, isDocument: Bool) throws {
        let decided = try lane { memory in try memory.setOrder(state, key: key, keyBytes: key.bytes) }
        let (bytes, value) =
            isDocument
            ? entry(OrderRecord(key, state, canonicalContent: Array("}".utf8)[...]))
            : entry(StatusRecord(key, state))
        #expect(try restored(bytes, value, over: isDocument ? nil : state) == decided)
        #expect(decided.count == (state.isNumberGiven ? 2 : 1))
    }

    private static func count(_ next: UInt64, isRanged: Bool = true) throws -> SerialCount {
        let range = try NumberRange(prefix: "73", digitCount: 9, checkDigit: .mod10, suffix: "C", first: 5, last: 99)
        return SerialCount(carrier: "ZTO", range: isRanged ? range : nil, next: next)
    }

    @Test(arguments: [1, 99, UInt64.max], [true, false])
    func `a count of used numbers leaves what deciding left`(next: UInt64, isRanged: Bool) throws {
        let count = try Self.count(next, isRanged: isRanged)
        let decided = try lane { memory in try memory.setSerial(count) }
        let (bytes, value) = entry(SerialRecord(count))
        #expect(try restored(bytes, value) == decided)
        #expect(decided.count == 1)
    }

    @Test func `a count without a range stands as the version before ranges were kept wrote it`() throws {
        let decided = try lane { memory in try memory.setSerial(Self.count(258, isRanged: false)) }
        #expect(decided == [Array("sZTO".utf8): [0, 0, 0, 0, 0, 0, 1, 2]])
        let value = Array(#"{"DeliveryID":"ZTO","SerialNext":"258"}"#.utf8)
        #expect(try restored(Array("#serial/ZTO".utf8), value) == decided)
    }

    @Test func `a count that got its range leaves what deciding left: the range's count alone`() throws {
        let count = try Self.count(8)
        let decided = try lane { memory in
            try memory.setSerial(Self.count(8, isRanged: false))
            try memory.adopt(count)
        }
        let (bytes, value) = entry(SerialRecord(count, isAdoption: true))
        #expect(try restored(bytes, value) == decided)
        #expect(decided == (try lane { memory in try memory.setSerial(count) }))
    }

    @Test func `counts of several ranges stand beside each other, and are found without the orders`() throws {
        let counts = [try Self.count(3), try Self.count(7, isRanged: false)]
        let (lane, _) = try begun()
        let memory = LaneMemory(lane: lane)
        for count in counts { try memory.setSerial(count) }
        let keys = KeyFingerprints(sealing: 5, digest: 6)
        try memory.setDecidedInput(DecidedInput(offsetNext: 9, keys: keys))
        var state = OrderStateCodecTests.states[2]
        state.waybillID = "88100007"
        try memory.setOrder(state, key: key, keyBytes: key.bytes)
        try lane.commit(LanePosition(inputOffsetNext: 0, changelogOffsetNext: 0))
        #expect(try memory.serialCounts() == counts)
        #expect(try memory.decidedKeys() == keys)
        var given: [String] = []
        try memory.forEachGiven { given.append($0) }
        #expect(given == ["88100007"])
    }

    @Test(arguments: [0, 99, Int64.max], [nil, 1, 1_024] as [Int32?])
    func `what is decided leaves what deciding left`(next: Int64, partitionCount: Int32?) throws {
        for keys in [nil, KeyFingerprints(sealing: 1, digest: .max)] {
            let input = DecidedInput(offsetNext: next, partitionCount: partitionCount, keys: keys)
            let decided = try lane { memory in
                #expect(try memory.decidedInput() == nil)
                try memory.setDecidedInput(input)
                #expect(try memory.decidedInput() == input)
            }
            let (bytes, value) = entry(InputRecord(input))
            #expect(try restored(bytes, value) == decided)
        }
    }

    @Test func `what was put is found, and nothing else`() throws {
        _ = try lane { memory in
            var state = OrderStateCodecTests.states[2]
            state.waybillID = "88100007"
            try memory.setOrder(state, key: key, keyBytes: key.bytes)
            let count = try Self.count(7)
            try memory.setSerial(count)
            #expect(try memory.order(key.bytes) == state)
            #expect(try memory.holder(of: "88100007", carrier: "ZTO") == key.bytes)
            #expect(try memory.holder(of: "88100007", carrier: "EMS") == nil)
            let series = try #require(count.range?.series)
            #expect(try memory.serialNext(of: series) == 7)
            #expect(try memory.rangelessNext(of: "ZTO") == nil)
            let others = [
                "73/9/mod10/C/6", "73/9/luhn/C/5", "73/9/mod10//5", "7/9/mod10/C/5", "73/8/mod10/C/5",
            ].compactMap(NumberSeries.init)
            #expect(others.count == 5)
            for series in others { #expect(try memory.serialNext(of: series) == 0) }
            #expect(try memory.order(OrderKey(carrier: "ZTO", bizID: "biz", orderID: "a/order #1%").bytes) == nil)
        }
    }

    @Test(arguments: ["", "#serial/ZTO", "#input", "ZTO/biz%2Fa/order %231%25#status"])
    func `a tombstone that names no order changes nothing`(name: String) throws {
        let state = OrderStateCodecTests.states[0]
        let left = try lane { memory in
            try memory.setOrder(state, key: key, keyBytes: key.bytes)
            try memory.setSerial(Self.count(7, isRanged: false))
            try memory.apply(.tombstone(key: Array(name.utf8)))
        }
        #expect(left.count == 2)
    }

    @Test func `a tombstone takes the order and its number: a lane restored later would know of neither`() throws {
        let state = OrderStateCodecTests.states[2]
        _ = try lane { memory in
            try memory.setOrder(state, key: key, keyBytes: key.bytes)
            try memory.apply(.tombstone(key: key.bytes))
            #expect(try memory.order(key.bytes) == nil)
            #expect(try memory.holder(of: state.waybillID, carrier: "ZTO") == nil)
        }
    }

    @Test func `a status without its order says nothing`() throws {
        let (bytes, value) = entry(StatusRecord(key, OrderStateCodecTests.states[0]))
        #expect(try restored(bytes, value).isEmpty)
    }

    @Test func `a state that cannot be read is an error that says what to do`() throws {
        _ = try lane { memory in
            try memory.lane.setValue([1, 2, 3], for: [UInt8(ascii: "o")] + key.bytes)
            let error = #expect(throws: LaneError.self) { try memory.order(key.bytes) }
            #expect(error?.message.contains("delete the lane's file") == true)
        }
    }

    /// The lane that a record leaves; `earlier` is the state that the order had before.
    private func restored(
        _ bytes: [UInt8], _ value: [UInt8], over earlier: OrderState? = nil
    ) throws -> [[UInt8]: [UInt8]] {
        let record = Record(
            topic: .waybills, partition: 0, offset: 0, timestamp: 0, key: bytes, value: value, headers: Headers())
        var parser = JSONParser()
        let read = try ChangelogEntry(record, parser: &parser)
        return try lane { memory in
            if var earlier {
                earlier.traceCount = 99
                try memory.setOrder(earlier, key: key, keyBytes: key.bytes)
            }
            try memory.apply(read)
        }
    }

    /// The entries of a new lane after one transaction.
    private func lane(_ body: (LaneMemory) throws -> Void) throws -> [[UInt8]: [UInt8]] {
        let (lane, disk) = try begun()
        try body(LaneMemory(lane: lane))
        try lane.commit(LanePosition(inputOffsetNext: 0, changelogOffsetNext: 0))
        return disk.lanes[0]?.entries ?? [:]
    }

    /// A new lane in a transaction.
    private func begun() throws -> (lane: any Lane, disk: SimulatedDisk) {
        let cluster = SimulatedCluster(partitionCount: 1, replyPartitionCount: 1, hasMarkers: false)
        let process = SimulatedProcess(node: 0, fate: Fate(Fate.Plan(), seed: 1))
        let disk = SimulatedDisk()
        let lane = try SimulatedLaneStore(disk, cluster, process).open(partition: 0)
        try lane.begin()
        return (lane, disk)
    }
}
