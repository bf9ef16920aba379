/// SplitMix64 (Steele, Lea, Flood 2014): the same numbers for the same seed, on every machine and in every release.
package struct SeededGenerator: Sendable {
    private var state: UInt64

    package init(seed: UInt64) { state = seed }

    package mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xbf58_476d_1ce4_e5b9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
        return mixed ^ (mixed >> 31)
    }

    /// 0..<bound; 0 for a bound that is not positive.
    package mutating func below(_ bound: Int) -> Int {
        bound > 0 ? Int(next().multipliedFullWidth(by: UInt64(bound)).high) : 0
    }

    package mutating func within(_ range: ClosedRange<Int>) -> Int {
        range.lowerBound + below(range.count)
    }

    /// True once in `odds` times on average; never for odds that are not positive.
    package mutating func once(in odds: Int) -> Bool { odds > 0 && below(odds) == 0 }

    /// `choices` must not be empty.
    package mutating func pick<Choice>(_ choices: [Choice]) -> Choice { choices[below(choices.count)] }

    /// A generator of its own, so that more draws here do not change what is drawn there.
    package mutating func split() -> SeededGenerator { SeededGenerator(seed: next()) }
}
