internal import Foundation

/// Finds fields of an event or reply by name, at the top of the document. Enough for what a well-formed carrier
/// answers; what cannot be found is nil.
struct FieldScanner {
    /// The field's text; a number as it is written.
    let text: (_ name: String) -> String?

    init(_ bytes: [UInt8], _ format: EventFormat) {
        switch format {
        case .json:
            let object = try? JSONSerialization.jsonObject(with: Data(bytes)) as? [String: Any]
            text = { name in object?[name].flatMap { $0 as? String ?? ($0 as? NSNumber)?.stringValue } }
        case .xml: text = XMLElements(bytes: bytes).text
        }
    }

    func integer(_ name: String) -> Int? { text(name).flatMap { Int($0) } }
}
