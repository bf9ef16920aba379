internal import Glibc

/// One measured figure, beside the floor measured in the same run and the bar that it must not pass.
struct Figure {
    let name: String
    let value: Double
    let unit: String
    var floor: Double?
    var bar: Double?
    /// What somebody else's program needs for the same work, as it was once measured.
    var baseline: Double?
    /// The bar is to be reached, not to be kept under.
    var isMoreBetter = false

    var isMissed: Bool { bar.map { isMoreBetter ? value < $0 : value > $0 } ?? false }
}

/// Prints figures as they come: a table for people, or with FORMAT=tsv lines of name, value, unit, floor, bar and
/// baseline.
struct Report {
    private let isTSV = unsafe getenv("FORMAT").map { unsafe String(cString: $0) } == "tsv"
    private(set) var missed: [Figure] = []

    func begin() {
        guard !isTSV else { return }
        print(pad("figure", 62) + pad("value", 12) + pad("unit", 18) + pad("floor", 12) + pad("bar", 12) + "baseline")
    }

    mutating func add(_ figure: Figure) {
        func text(_ number: Double?) -> String { number.map(self.number) ?? "" }
        let (value, floor, bar, baseline) = (
            number(figure.value), text(figure.floor), text(figure.bar), text(figure.baseline)
        )
        if isTSV {
            print([figure.name, value, figure.unit, floor, bar, baseline].joined(separator: "\t"))
        } else {
            let verdict = figure.isMissed ? "  MISSED" : ""
            print(
                pad(figure.name, 62) + pad(value, 12) + pad(figure.unit, 18) + pad(floor, 12) + pad(bar, 12) + baseline
                    + verdict)
        }
        // Somebody may be watching a long run.
        fflush(nil)
        if figure.isMissed { missed.append(figure) }
    }

    private func pad(_ text: String, _ width: Int) -> String {
        text + String(repeating: " ", count: max(1, width - text.count))
    }

    private func number(_ value: Double) -> String {
        let digits = value < 10 ? 100.0 : value < 1000 ? 10.0 : 1.0
        let rounded = (value * digits).rounded() / digits
        return rounded == rounded.rounded() ? String(Int64(rounded)) : String(rounded)
    }
}

/// CPU time of this process, all threads, user and system, in microseconds.
func processCPU() -> Double {
    var usage = rusage()
    // getrusage fills the struct; RUSAGE_SELF is always legal.
    unsafe getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
    func microseconds(_ time: timeval) -> Double { Double(time.tv_sec) * 1e6 + Double(time.tv_usec) }
    return microseconds(usage.ru_utime) + microseconds(usage.ru_stime)
}

/// Microseconds of CPU for each of `count` runs of `body`, after a tenth of them to warm up.
func cost(_ count: Int, _ body: () -> Void) -> Double {
    for _ in 0..<count / 10 { body() }
    let start = processCPU()
    for _ in 0..<count { body() }
    return (processCPU() - start) / Double(count)
}

/// Keeps the optimiser from dropping a result that nobody looks at.
@inline(never) func use<Value>(_ value: Value) {}
