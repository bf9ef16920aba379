/// How the digit after a waybill's serial is made. It runs over the digits of prefix and serial; letters do not count.
package enum CheckDigit: String, CaseIterable, Sendable {
    case none
    /// GS1: weights 3, 1, 3 ... from the right.
    case mod10
    /// UPU S10: weights 8, 6, 4, 2, 3, 5, 9, 7 from the left, repeated.
    case mod11
    /// ISO/IEC 7812-1: every second digit from the right doubled.
    case luhn

    /// 0 or 1.
    var digitCount: Int { self == .none ? 0 : 1 }

    /// The digit (0...9) over `digits` (0...9 each); nil where there is none.
    package func digit(over digits: some BidirectionalCollection<UInt8>) -> UInt8? {
        switch self {
        case .none: nil
        case .mod10: Self.complement(digits.reversed().enumerated().reduce(0) { $0 + Self.gs1($1.offset, $1.element) })
        case .mod11: Self.s10(digits)
        case .luhn: Self.complement(digits.reversed().enumerated().reduce(0) { $0 + Self.luhn($1.offset, $1.element) })
        }
    }

    private static func complement(_ sum: Int) -> UInt8 { UInt8((10 - sum % 10) % 10) }

    private static func gs1(_ offset: Int, _ digit: UInt8) -> Int {
        offset.isMultiple(of: 2) ? Int(digit) * 3 : Int(digit)
    }

    private static func luhn(_ offset: Int, _ digit: UInt8) -> Int {
        guard offset.isMultiple(of: 2) else { return Int(digit) }
        let doubled = Int(digit) * 2
        return doubled > 9 ? doubled - 9 : doubled
    }

    private static func s10(_ digits: some Collection<UInt8>) -> UInt8 {
        let weights = [8, 6, 4, 2, 3, 5, 9, 7]
        let sum = digits.enumerated().reduce(0) { $0 + Int($1.element) * weights[$1.offset % weights.count] }
        return switch 11 - sum % 11 {
        case 10: 0
        case 11: 5
        case let digit: UInt8(digit)
        }
    }
}
