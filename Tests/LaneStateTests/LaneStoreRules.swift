import Testing

@testable import LaneState

enum LaneStoreRules {
    private struct Stop: Error {}

    private static func ignore(_ key: [UInt8], _ value: [UInt8]) {}

    static func aNewLaneIsEmpty(_ store: any LaneStore) throws {
        let lane = try store.open(partition: 0)
        #expect(lane.position == nil)
        #expect(try lane.all().isEmpty)
        #expect(try lane.read([1]) == nil)
        lane.close()
        let again = try store.open(partition: 0)
        #expect(again.position == nil)
        again.close()
    }

    static func whatIsSetIsRead(_ store: any LaneStore) throws {
        let lane = try store.open(partition: 0)
        try lane.change(to: .at(1), [[1]: [10], [2]: [20]])
        #expect(try lane.read([1]) == [10])
        try lane.change(to: .at(2), [[1]: [11, 12]])
        #expect(try lane.read([1]) == [11, 12])
        #expect(try lane.read([2]) == [20])
        #expect(try lane.read([3]) == nil)
        lane.close()
    }

    static func changesAreSeenBeforeTheyAreCommitted(_ store: any LaneStore) throws {
        let lane = try store.open(partition: 0)
        try lane.begin()
        try lane.setValue([10], for: [1])
        #expect(try lane.value(for: [1]) == [10])
        try lane.setValue(nil, for: [1])
        #expect(try lane.value(for: [1]) == nil)
        try lane.setValue([11], for: [1])
        #expect(lane.position == nil)
        try lane.commit(.at(1))
        #expect(try lane.read([1]) == [11])
        lane.close()
    }

    static func abortDropsChanges(_ store: any LaneStore) throws {
        let lane = try store.open(partition: 0)
        lane.abort()
        try lane.change(to: .at(1), [[1]: [10]])
        try lane.begin()
        try lane.setValue([11], for: [1])
        try lane.setValue([20], for: [2])
        lane.abort()
        lane.abort()
        #expect(lane.position == .at(1))
        #expect(try lane.all() == [[1]: [10]])
        lane.close()
    }

    static func commitKeepsThePosition(_ store: any LaneStore) throws {
        let lane = try store.open(partition: 0)
        let positions = [(0, 0), (7, 9), (.max, 1), (256, .max), (3, 2)].map { (input: Int64, changelog: Int64) in
            LanePosition(inputOffsetNext: input, changelogOffsetNext: changelog)
        }
        for position in positions {
            try lane.change(to: position, [:])
            #expect(lane.position == position)
        }
        lane.close()
        let again = try store.open(partition: 0)
        #expect(again.position == positions.last)
        again.close()
    }

    static func aClosedLaneOpensAgain(_ store: any LaneStore) throws {
        for number in 1...3 {
            let lane = try store.open(partition: 0)
            #expect(lane.position == (number == 1 ? nil : .at(Int64(number - 1))))
            try lane.change(to: .at(Int64(number)), [[UInt8(number)]: [1]])
            #expect(try lane.all().count == number)
            lane.close()
            lane.close()
        }
    }

    static func lanesAreSeparate(_ store: any LaneStore) throws {
        let lanes = try [0, 1, Int32.max].map { (number: $0, lane: try store.open(partition: $0)) }
        for (number, lane) in lanes { try lane.change(to: .at(Int64(number)), [[1]: [UInt8(number & 0x7f)]]) }
        for (number, lane) in lanes {
            #expect(lane.position == .at(Int64(number)))
            #expect(try lane.all() == [[1]: [UInt8(number & 0x7f)]])
            lane.close()
        }
    }

    static func removalRemoves(_ store: any LaneStore) throws {
        let lane = try store.open(partition: 0)
        try lane.change(to: .at(1), [[1]: [10], [2]: [20]])
        try lane.change(to: .at(2), [[1]: nil, [3]: nil])
        #expect(try lane.all() == [[2]: [20]])
        lane.close()
    }

    static func theWitnessStaysAtTheFurthest(_ store: any LaneStore) throws {
        let lane = try store.open(partition: 0)
        #expect(lane.witness == nil)
        try lane.change(to: LanePosition(inputOffsetNext: 5, changelogOffsetNext: 9), [:])
        try lane.change(to: LanePosition(inputOffsetNext: 0, changelogOffsetNext: 10), [:])
        let furthest = LanePosition(inputOffsetNext: 5, changelogOffsetNext: 10)
        #expect(lane.witness == furthest)
        lane.close()
        let again = try store.open(partition: 0)
        #expect(again.witness == furthest)
        #expect(again.position == LanePosition(inputOffsetNext: 0, changelogOffsetNext: 10))
        again.close()
    }

    static func keysMayBeAnyBytes(_ store: any LaneStore) throws {
        let lane = try store.open(partition: 0)
        var entries: [[UInt8]: [UInt8]] = [:]
        for byte in UInt8.min...UInt8.max { entries[[byte]] = [byte] }
        entries[[0, 0]] = [1]
        entries[Array("position".utf8)] = [2]
        entries[Array("entries".utf8)] = [3]
        entries[Array("state".utf8)] = [4]
        try lane.change(to: .at(5), entries)
        #expect(lane.position == .at(5))
        #expect(try lane.all() == entries)
        lane.close()
    }

    /// 511 bytes are LMDB's bound: neighbours of it, keys that differ at the end alone, and prefixes of each other.
    static func longKeysAreKeysLikeOthers(_ store: any LaneStore) throws {
        let lane = try store.open(partition: 0)
        var entries: [[UInt8]: [UInt8]] = [:]
        for count in [510, 511, 512, 513, 600, LaneLimits.keyByteCountMax] {
            entries[[UInt8](repeating: 7, count: count)] = [UInt8(count & 0xff), 1]
            entries[[UInt8](repeating: 7, count: count - 1) + [8]] = [UInt8(count & 0xff), 2]
        }
        try lane.change(to: .at(1), entries)
        #expect(try lane.all() == entries)
        for (key, value) in entries { #expect(try lane.read(key) == value) }
        let long = [UInt8](repeating: 7, count: 600)
        try lane.change(to: .at(2), [long: nil])
        entries[long] = nil
        #expect(try lane.read(long) == nil)
        #expect(try lane.all() == entries)
        lane.close()
    }

    static func valuesMayBeEmptyOrLarge(_ store: any LaneStore) throws {
        let lane = try store.open(partition: 0)
        var entries: [[UInt8]: [UInt8]] = [:]
        for (number, count) in [0, 1, 2_000, 2_040, 4_096, 8_192, LaneLimits.valueByteCountMax].enumerated() {
            entries[[UInt8(number)]] = [UInt8](repeating: UInt8(number + 1), count: count)
        }
        try lane.change(to: .at(1), entries)
        #expect(try lane.all() == entries)
        #expect(try lane.read([0]) == [])
        lane.close()
    }

    static func boundsAreChecked(_ store: any LaneStore) throws {
        let lane = try store.open(partition: 0)
        let longKey = [UInt8](repeating: 1, count: LaneLimits.keyByteCountMax + 1)
        let largeValue = [UInt8](repeating: 1, count: LaneLimits.valueByteCountMax + 1)
        try lane.begin()
        #expect(throws: LaneError.self) { try lane.setValue([1], for: []) }
        #expect(throws: LaneError.self) { try lane.setValue([1], for: longKey) }
        #expect(throws: LaneError.self) { try lane.setValue(largeValue, for: [1]) }
        #expect(throws: LaneError.self) { try lane.value(for: []) }
        #expect(throws: LaneError.self) { try lane.value(for: longKey) }
        // A refused change is none, and harms no other.
        try lane.setValue([2], for: [2])
        try lane.commit(.at(1))
        #expect(try lane.all() == [[2]: [2]])
        lane.close()
    }

    static func forEachSeesAll(_ store: any LaneStore) throws {
        let lane = try store.open(partition: 0)
        var entries: [[UInt8]: [UInt8]] = [:]
        for number in 0..<2_000 {
            entries[[UInt8(number >> 8), UInt8(number & 0xff), 1]] = [UInt8](repeating: 3, count: number % 90)
        }
        try lane.change(to: .at(1), entries)
        #expect(try lane.all() == entries)
        lane.close()
    }

    static func forEachStartsWhereAsked(_ store: any LaneStore) throws {
        let lane = try store.open(partition: 0)
        let keys: [[UInt8]] = [[1], [2], [2, 0], [2, 0, 5], [2, 0xff, 0xff], [3], [0xff], [0xff, 0xff]]
        try lane.change(to: .at(1), Dictionary(uniqueKeysWithValues: keys.map { ($0, $0) }))
        let prefixes: [[UInt8]] = [
            [], [0], [1], [2], [2, 0], [2, 0xff], [2, 0xff, 0xff, 1], [3], [0xff], [0xff, 0xff, 0],
        ]
        for prefix in prefixes {
            var found: [[UInt8]] = []
            try lane.forEach(startingWith: prefix) { key, value in
                #expect(key == value)
                found.append(key)
            }
            #expect(Set(found) == Set(keys.filter { $0.starts(with: prefix) }), "\(prefix)")
        }
        try lane.begin()
        #expect(throws: LaneError.self) { try lane.forEach(startingWith: [1], ignore) }
        lane.close()
    }

    static func forEachPassesErrorsOn(_ store: any LaneStore) throws {
        let lane = try store.open(partition: 0)
        try lane.change(to: .at(1), [[1]: [10], [2]: [20], [3]: [30]])
        var count = 0
        #expect(throws: Stop.self) {
            let stopAtTheSecond: ([UInt8], [UInt8]) throws -> Void = { _, _ in
                count += 1
                if count == 2 { throw Stop() }
            }
            try lane.forEach(stopAtTheSecond)
        }
        #expect(count == 2)
        try lane.change(to: .at(2), [[1]: nil])
        #expect(try lane.all().count == 2)
        lane.close()
    }

    static func misuseIsRefused(_ store: any LaneStore) throws {
        let lane = try store.open(partition: 0)
        #expect(throws: LaneError.self) { try lane.value(for: [1]) }
        #expect(throws: LaneError.self) { try lane.setValue([1], for: [1]) }
        #expect(throws: LaneError.self) { try lane.commit(.at(1)) }
        try lane.begin()
        #expect(throws: LaneError.self) { try lane.begin() }
        #expect(throws: LaneError.self) { try lane.forEach(ignore) }
        try lane.setValue([1], for: [1])
        try lane.commit(.at(1))
        #expect(lane.position == .at(1))
        lane.close()
        #expect(throws: LaneError.self) { try lane.begin() }
        #expect(throws: LaneError.self) { try lane.forEach(ignore) }
        lane.abort()
    }

    static func aLaneOpensOnce(_ store: any LaneStore) throws {
        let lane = try store.open(partition: 4)
        try lane.change(to: .at(1), [[1]: [10]])
        #expect(throws: LaneError.self) { try store.open(partition: 4) }
        // The refusal has done the holder no harm.
        try lane.change(to: .at(2), [[2]: [20]])
        lane.close()
        let again = try store.open(partition: 4)
        #expect(again.position == .at(2))
        #expect(try again.all().count == 2)
        again.close()
    }

    static func closingAbortsFirst(_ store: any LaneStore) throws {
        let lane = try store.open(partition: 0)
        try lane.change(to: .at(1), [[1]: [10]])
        try lane.begin()
        try lane.setValue([11], for: [1])
        lane.close()
        let again = try store.open(partition: 0)
        #expect(again.position == .at(1))
        #expect(try again.all() == [[1]: [10]])
        again.close()
    }

    /// Against a dictionary, with a generator of its own: puts, replacements, removals and aborts.
    static func manyEntriesOverManyCommits(_ store: any LaneStore) throws {
        var lane = try store.open(partition: 0)
        var model: [[UInt8]: [UInt8]] = [:]
        var state: UInt64 = 0x2545_f491_4f6c_dd1d
        func random(_ bound: UInt64) -> Int {
            state ^= state << 13
            state ^= state >> 7
            state ^= state << 17
            return Int(state % bound)
        }
        for round in 1...60 {
            try lane.begin()
            var next = model
            for _ in 0..<100 {
                let key = [UInt8](repeating: UInt8(random(250)), count: random(40) == 0 ? 700 : 1 + random(30))
                let size = random(30) == 0 ? random(9_000) : random(120)
                let value = random(3) == 0 ? nil : [UInt8](repeating: UInt8(round), count: size)
                #expect(try lane.value(for: key) == next[key])
                try lane.setValue(value, for: key)
                next[key] = value
            }
            if round.isMultiple(of: 7) {
                lane.abort()
            } else {
                try lane.commit(.at(Int64(round)))
                model = next
            }
            if round.isMultiple(of: 20) {
                lane.close()
                lane = try store.open(partition: 0)
            }
        }
        #expect(try lane.all() == model)
        #expect(lane.position == .at(60))
        lane.close()
    }
}
