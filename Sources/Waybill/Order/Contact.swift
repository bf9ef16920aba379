/// A sender or receiver. Its texts stand in one buffer, mostly that of the whole command.
package struct Contact: Sendable {
    /// In the order of seed 003.
    package enum Field: Int, CaseIterable, Sendable {
        case name, tel, mobile, company, postCode, country, province, city, area, address

        /// As the API calls it.
        package var name: StaticString {
            switch self {
            case .name: "Name"
            case .tel: "Tel"
            case .mobile: "Mobile"
            case .company: "Company"
            case .postCode: "PostCode"
            case .country: "Country"
            case .province: "Province"
            case .city: "City"
            case .area: "Area"
            case .address: "Address"
            }
        }
    }

    package typealias Places = InlineArray<10, TextRange>

    private var bytes: [UInt8]
    private var places: Places

    /// Without a text.
    package init() { self.init(Places(repeating: .none), of: []) }

    /// By `Field.rawValue`; as for a text.
    package init(_ places: Places, of bytes: [UInt8]) { (self.places, self.bytes) = (places, bytes) }

    package subscript(field: Field) -> UTF8Slice {
        get { UTF8Slice(places[field.rawValue], of: bytes) }
        set { set(field, newValue.string) }
    }

    package mutating func set(_ field: Field, _ text: String) { set(field, utf8: Array(text.utf8)[...]) }

    /// `text` is UTF-8.
    package mutating func set(_ field: Field, utf8 text: ArraySlice<UInt8>) {
        let start = bytes.count
        bytes.append(contentsOf: text)
        places[field.rawValue] = TextRange(start..<bytes.count)
    }

    /// In bytes.
    func count(of field: Field) -> Int { places[field.rawValue].range.count }
}

extension Contact: Equatable {
    /// Text by text.
    package static func == (left: Contact, right: Contact) -> Bool {
        Field.allCases.allSatisfy { left[$0] == right[$0] }
    }
}
