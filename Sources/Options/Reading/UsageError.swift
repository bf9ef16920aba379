/// What is wrong with how the program was called: names the option, what is wrong with it, and what to do. Never holds
/// a secret's value.
package struct UsageError: Error, Equatable, Sendable, CustomStringConvertible {
    /// Where the fault lies.
    package let place: Values.Origin
    package let message: String
    /// The call that shows what would be right, for instance `waybill push --help`.
    package let advice: String?

    package init(_ place: Values.Origin, _ message: String, advice: String? = nil) {
        self.place = place
        self.message = message
        self.advice = advice
    }

    /// The exit code of sysexits.h that fits: 64 for a wrong call, 78 for a wrong file of options.
    package var exitCode: Int32 { place == .file ? 78 : 64 }

    package var description: String { advice.map { "\(message) (see \($0))" } ?? message }

    /// With this advice, where it has none yet.
    func advising(_ advice: String) -> UsageError { UsageError(place, message, advice: self.advice ?? advice) }
}

/// A value as an error message shows it: bounded, and on one line.
func shown(_ value: String) -> String {
    let visible = value.unicodeScalars.map { $0.value < 0x20 || $0.value == 0x7F ? "?" : Character($0) }
    let cut = String(visible.prefix(OptionsLimits.shownCharacterCountMax))
    return "'\(cut)\(visible.count > OptionsLimits.shownCharacterCountMax ? "..." : "")'"
}
