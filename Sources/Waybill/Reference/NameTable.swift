/// Codes by parent and spelling: an open hash table over one buffer of bytes. Made for look-ups of a few dozen
/// nanoseconds without normalising text or allocating.
struct NameTable: Sendable {
    enum Match: Equatable, Sendable {
        case code(Int32)
        /// Two places under this parent are spelled so, and neither officially.
        case ambiguous
    }

    private struct Slot {
        var hash: UInt32
        var parent: Int32
        var start: Int32
        /// Of the spelling; 0 in an empty slot, as no spelling is empty.
        var count: Int32
        var code: Int32
        var isOfficial: Bool
        var isAmbiguous: Bool
    }

    private var slots: [Slot] = []
    private var bytes: [UInt8] = []
    private(set) var count = 0
    var ambiguityCount: Int { slots.count { $0.isAmbiguous } }

    /// Room for about this many spellings before the table grows.
    init(capacity: Int) {
        var slotCount = 64
        while slotCount < capacity &* 2 { slotCount &*= 2 }
        slots = Array(repeating: Self.empty, count: slotCount)
        bytes.reserveCapacity(capacity * 12)
    }

    /// An official name outranks other spellings; among others a second place makes the spelling ambiguous. False
    /// where two places have one official name.
    @discardableResult
    mutating func insert(_ name: [UInt8], parent: Int32, code: Int32, isOfficial: Bool = false) -> Bool {
        guard !name.isEmpty else { return true }
        if count &* 2 >= slots.count { grow() }
        let hash = Self.hash(name.span, parent)
        let index = find(name.span, parent, hash)
        guard slots[index].count > 0 else {
            slots[index] = Slot(
                hash: hash, parent: parent, start: Int32(bytes.count), count: Int32(name.count), code: code,
                isOfficial: isOfficial, isAmbiguous: false)
            bytes += name
            count += 1
            return true
        }
        return merge(code: code, isOfficial: isOfficial, at: index)
    }

    func match(_ name: Span<UInt8>, parent: Int32) -> Match? {
        guard !name.isEmpty else { return nil }
        let slot = slots[find(name, parent, Self.hash(name, parent))]
        guard slot.count > 0 else { return nil }
        return slot.isAmbiguous ? .ambiguous : .code(slot.code)
    }

    private mutating func merge(code: Int32, isOfficial: Bool, at index: Int) -> Bool {
        guard slots[index].code != code else { return true }
        switch (slots[index].isOfficial, isOfficial) {
        case (true, true): return false
        case (true, false): return true
        case (false, true):
            slots[index].code = code
            (slots[index].isOfficial, slots[index].isAmbiguous) = (true, false)
        case (false, false): slots[index].isAmbiguous = true
        }
        return true
    }

    /// The slot of the spelling, or the empty one where it would go: the table is never more than half full.
    private func find(_ name: Span<UInt8>, _ parent: Int32, _ hash: UInt32) -> Int {
        let mask = slots.count &- 1
        var index = Int(hash) & mask
        while true {
            let slot = slots[index]
            if slot.count == 0 { return index }
            if slot.hash == hash, slot.parent == parent, equals(slot, name) { return index }
            index = (index &+ 1) & mask
        }
    }

    private func equals(_ slot: Slot, _ name: Span<UInt8>) -> Bool {
        guard Int(slot.count) == name.count else { return false }
        let start = Int(slot.start)
        for index in name.indices where bytes[start &+ index] != name[index] { return false }
        return true
    }

    private mutating func grow() {
        let old = slots
        slots = Array(repeating: Self.empty, count: old.count &* 2)
        let mask = slots.count &- 1
        for slot in old where slot.count > 0 {
            var index = Int(slot.hash) & mask
            while slots[index].count > 0 { index = (index &+ 1) & mask }
            slots[index] = slot
        }
    }

    /// FNV-1a. Strangers only look up, so that they cannot fill a chain.
    private static func hash(_ name: Span<UInt8>, _ parent: Int32) -> UInt32 {
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325 ^ UInt64(truncatingIfNeeded: parent)
        for index in name.indices { hash = (hash ^ UInt64(name[index])) &* 0x100_0000_01b3 }
        return UInt32(truncatingIfNeeded: hash ^ (hash >> 32))
    }

    private static let empty = Slot(
        hash: 0, parent: 0, start: 0, count: 0, code: 0, isOfficial: false, isAmbiguous: false)
}
