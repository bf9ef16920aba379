package import Documents
package import JSON
package import Log
internal import OrderFields
package import Waybill

/// `waybill.serial` in waybill.waybills: how many numbers of a range this partition has used up.
package struct SerialRecord: TopicRecord {
    package static let topic = Topic.waybills
    package static let type = "waybill.serial"

    package let count: SerialCount
    /// A count that did not know its range, under its carrier's key, written anew with one: the carrier's next is in
    /// the ranges' records from here on.
    package let isAdoption: Bool

    package init(_ count: SerialCount, isAdoption: Bool = false) {
        self.count = count
        self.isAdoption = isAdoption
    }

    package var keyBytes: [UInt8] { WaybillsKind.serialPrefix + Array(name.utf8) }

    private var name: String {
        if !isAdoption, let range = count.range { return range.series.description }
        return count.carrier
    }

    package func write(to json: inout JSONWriter) {
        json.field("DeliveryID", count.carrier)
        json.field("SerialNext", String(count.next))
        if let range = count.range {
            json.field("Prefix", range.prefix)
            json.field("Digits", Int64(range.digitCount))
            json.field("CheckDigit", range.checkDigit.rawValue)
            json.field("Suffix", range.suffix)
            json.field("First", String(range.first))
            json.field("Last", String(range.last))
        }
    }

    package init(_ fields: Fields, key: [UInt8]) throws(FieldFault) {
        count = try fields.serialCount()
        // A range's key has slashes, a carrier's id has none.
        let isOfCarrier = !key.dropFirst(WaybillsKind.serialPrefix.count).contains(UInt8(ascii: "/"))
        isAdoption = isOfCarrier && count.range != nil
    }
}

extension Fields {
    fileprivate func serialCount() throws(FieldFault) -> SerialCount {
        let carrier = try text("DeliveryID")
        let next = try wholeNumber("SerialNext")
        guard has("Digits") else { return SerialCount(carrier: carrier, range: nil, next: next) }
        guard let checkDigit = CheckDigit(rawValue: try text("CheckDigit")) else {
            throw FieldFault("CheckDigit is none of those that there are")
        }
        let (prefix, suffix) = (try text("Prefix"), try text("Suffix"))
        let digitCount = Int(clamping: try integer("Digits"))
        let (first, last) = (try wholeNumber("First"), try wholeNumber("Last"))
        do throws(ReferenceFault) {
            let range = try NumberRange(
                prefix: prefix, digitCount: digitCount, checkDigit: checkDigit, suffix: suffix, first: first, last: last
            )
            return SerialCount(carrier: carrier, range: range, next: next)
        } catch {
            throw FieldFault("the range of a serial is none: \(error.message)")
        }
    }

    private func wholeNumber(_ name: StaticString) throws(FieldFault) -> UInt64 {
        guard let number = UInt64(try text(name)) else { throw FieldFault("\(name) is not a whole number") }
        return number
    }
}
