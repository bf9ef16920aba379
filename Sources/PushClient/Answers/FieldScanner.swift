internal import Foundation

/// Finds fields of an event or reply by name, at the top of the document. Enough for what a well-formed carrier
/// answers; what cannot be found is nil.
struct FieldScanner {
    private let object: [String: Any]
    private let xml: XMLElements

    init(_ bytes: [UInt8], _ format: EventFormat) {
        switch format {
        case .json:
            let parsed = try? JSONSerialization.jsonObject(with: Data(bytes))
            object = parsed as? [String: Any] ?? [:]
            xml = XMLElements(bytes: [])
        case .xml:
            object = [:]
            xml = XMLElements(bytes: bytes)
        }
    }

    /// The field's text; a number as it is written.
    func text(_ name: String) -> String? {
        if let value = object[name] {
            return value as? String ?? (value as? NSNumber)?.stringValue
        }
        return xml.text(name)
    }

    func integer(_ name: String) -> Int? { text(name).flatMap { Int($0) } }
}
