internal import CGetopt
internal import Synchronization

/// The rules of getopt_long(3) for one call: which options there are, and what one argument list says with them.
/// getopt_long keeps its position in globals of the process, so that one lock lets one list through at a time.
struct Getopt: ~Copyable {
    /// What an option of the list stands for.
    enum Meaning: Equatable {
        case row(OptionRow, isNegated: Bool)
        case help
        case version
        /// A secret's own name: known only so that it can be refused before its value is taken for anything else.
        case misplacedSecret(OptionRow)
    }

    struct Found: Equatable {
        let meaning: Meaning
        let argument: String?
    }

    private struct Spelling {
        let name: String
        let takesValue: Bool
        let meaning: Meaning
    }

    private static let lock = Mutex(())
    /// Values from here on stand for long spellings by their index; below is the ASCII of `h`, the only short one.
    private static let longBase: Int32 = 256

    private let spellings: [Spelling]
    private let stopsAtOperand: Bool

    init(rows: [OptionRow], takesVersion: Bool, stopsAtOperand: Bool) {
        var spellings = [Spelling(name: "help", takesValue: false, meaning: .help)]
        if takesVersion {
            spellings.append(Spelling(name: "version", takesValue: false, meaning: .version))
        }
        for row in rows {
            let meaning = Meaning.row(row, isNegated: false)
            spellings.append(
                Spelling(name: row.spelling, takesValue: row.takesValue, meaning: meaning))
            if row.kind == .secret {
                let trap = Meaning.misplacedSecret(row)
                spellings.append(Spelling(name: row.name, takesValue: false, meaning: trap))
            }
            if row.kind == .flag {
                let negation = Meaning.row(row, isNegated: true)
                spellings.append(Spelling(name: "no-" + row.name, takesValue: false, meaning: negation))
            }
        }
        self.spellings = spellings
        self.stopsAtOperand = stopsAtOperand
    }

    /// Every option in the order given, and the operands (with `stopsAtOperand`, all from the first operand on).
    func scan(_ arguments: [String]) throws(UsageError) -> (found: [Found], operands: [String]) {
        guard arguments.count <= OptionsLimits.argumentCountMax else {
            throw UsageError(.commandLine, "more than \(OptionsLimits.argumentCountMax) arguments")
        }
        let limit = OptionsLimits.valueByteCountMax
        if let wrong = arguments.first(where: { $0.utf8.contains(0) || $0.utf8.count > limit }) {
            throw UsageError(.commandLine, "argument \(shown(wrong)) is longer than \(limit) bytes or holds a NUL")
        }
        let result: Result<(found: [Found], operands: [String]), UsageError> = Self.lock.withLock { _ in
            do throws(UsageError) {
                return .success(try locked(arguments))
            } catch {
                return .failure(error)
            }
        }
        return try result.get()
    }

    /// With the lock held.
    private func locked(_ arguments: [String]) throws(UsageError) -> (found: [Found], operands: [String]) {
        var memory = CStrings()
        defer { withExtendedLifetime(memory) {} }
        var argv = unsafe ([""] + arguments).map { unsafe memory.copy($0) as UnsafeMutablePointer<CChar>? }
        unsafe argv.append(nil)
        let count = Int32(arguments.count + 1)
        var table = unsafe spellings.enumerated().map { index, spelling in
            unsafe option(
                name: memory.copy(spelling.name), has_arg: spelling.takesValue ? 1 : 0, flag: nil,
                val: Self.longBase + Int32(index))
        }
        unsafe table.append(option(name: nil, has_arg: 0, flag: nil, val: 0))
        let shorts = unsafe memory.copy(shortText)
        var found: [Found] = []
        waybill_getopt_start()
        while true {
            // argv and table end in a NULL entry as the manual asks, and live, like their strings, until `memory` ends.
            let step = unsafe waybill_getopt_next(count, &argv, shorts, table)
            let (value, next) = unsafe (step.value, Int(step.next))
            if value == -1 {
                // By now getopt has moved the operands behind the options.
                let first = max(1, min(next, Int(count)))
                let operands = unsafe argv[first..<Int(count)].map { unsafe Self.text($0) ?? "" }
                return (found, operands)
            }
            let last = max(0, min(next - 1, arguments.count))
            if value == 58 || value == 63 {  // ':' and '?'
                throw unsafe fault(value, option: step.option, word: Self.text(argv[last]) ?? "")
            }
            let spelling = spelling(value)
            if case .misplacedSecret(let row) = spelling.meaning { throw refusal(of: row) }
            // The argument points into one of our strings; it is copied before the next step.
            let argument = unsafe spelling.takesValue ? Self.text(step.argument) : nil
            found.append(Found(meaning: spelling.meaning, argument: argument))
        }
    }

    /// A copy of a terminated string.
    private static func text(_ pointer: UnsafePointer<CChar>?) -> String? {
        unsafe pointer.map { unsafe String(cString: $0) }
    }

    /// Every long spelling that is legal.
    var longNames: [String] {
        spellings.compactMap { if case .misplacedSecret = $0.meaning { nil } else { $0.name } }
    }

    /// The secret whose own name has that value of getopt_long.
    func misplacedSecret(_ value: Int32) -> OptionRow? {
        let index = Int(value - Self.longBase)
        guard spellings.indices.contains(index), case .misplacedSecret(let row) = spellings[index].meaning else {
            return nil
        }
        return row
    }

    /// The spelling behind a value of getopt_long, with its dashes.
    func spelled(_ value: Int32) -> String? {
        let index = Int(value - Self.longBase)
        return spellings.indices.contains(index) ? "--\(spellings[index].name)" : nil
    }

    /// getopt_long returns nothing that the tables do not hold.
    private func spelling(_ value: Int32) -> Spelling {
        let index = Int(value - Self.longBase)
        return spellings.indices.contains(index) ? spellings[index] : help
    }

    private var help: Spelling { spellings[0] }

    /// `+` stops at the first operand; `:` tells a missing value from an unknown option.
    private var shortText: String { stopsAtOperand ? "+:h" : ":h" }
}
