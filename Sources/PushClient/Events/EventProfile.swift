/// What generated events are like. The same profile gives the same events in the same order.
package struct EventProfile: Equatable, Sendable {
    package var seed: UInt64 = 1
    /// An order's id is this and a sequence of at least eight digits that begins with 1.
    package var orderPrefix = "order-"
    /// The share of pushes that push an earlier order again, 0...1.
    package var repeatShare: Double = 0
    /// The share of pushes that cancel an earlier order, 0...1.
    package var cancelShare: Double = 0
    package var toUserName = "gh_abcdefg"
    package var bizID = "xyz"
    package var bizPassword = "xyz123"

    package init() {}
}

/// SplitMix64: small, fast, the same on every machine.
struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }

    /// Evenly from 0 up to, not including, 1.
    mutating func share() -> Double { Double(next() >> 11) * 0x1p-53 }

    mutating func below(_ count: Int) -> Int { Int(next() % UInt64(max(1, count))) }

    mutating func one(of choices: [String]) -> String { choices[below(choices.count)] }
}
