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
        case .mod10: Self.complement(digits) { $0 * 3 }
        case .mod11: Self.s10(digits)
        case .luhn: Self.complement(digits) { $0 > 4 ? $0 * 2 - 9 : $0 * 2 }
        }
    }

    /// What the sum lacks to a multiple of 10, where every second digit from the right is weighed.
    private static func complement(_ digits: some BidirectionalCollection<UInt8>, _ weigh: (Int) -> Int) -> UInt8 {
        let sum = digits.reversed().enumerated().reduce(0) { sum, digit in
            sum + (digit.offset.isMultiple(of: 2) ? weigh(Int(digit.element)) : Int(digit.element))
        }
        return UInt8((10 - sum % 10) % 10)
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
