import Synchronization

/// The memory that all bodies take together which are not whole yet, and its bound.
final class BodyMemory: Sendable {
    private let byteCountMax: Int
    private let taken = Atomic(0)
    private let highest = Atomic(0)

    init(byteCountMax: Int) { self.byteCountMax = byteCountMax }

    /// False, and nothing is taken, where the bound does not allow it.
    func take(_ byteCount: Int) -> Bool {
        let sum = taken.wrappingAdd(byteCount, ordering: .relaxed).newValue
        guard sum <= byteCountMax else {
            give(byteCount)
            return false
        }
        highest.max(sum, ordering: .relaxed)
        return true
    }

    func give(_ byteCount: Int) { taken.wrappingSubtract(byteCount, ordering: .relaxed) }

    var byteCount: Int { taken.load(ordering: .relaxed) }

    /// The most that was taken at a time.
    var byteCountHighest: Int { highest.load(ordering: .relaxed) }
}
