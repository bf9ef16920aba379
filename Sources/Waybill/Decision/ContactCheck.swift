/// One side of the parcel: completeness (20002, 20004) and whether the carrier goes there (20003, 20005).
struct ContactCheck {
    enum Side: String {
        case sender = "Sender"
        case receiver = "Receiver"
    }

    private let side: Side
    private let contact: Contact

    init(_ side: Side, _ contact: Contact) {
        self.side = side
        self.contact = contact
    }

    func checkCompleteness() throws(Refusal) {
        try require(contact.name, "Name")
        try checkPhones()
        try require(contact.province, "Province")
        try require(contact.city, "City")
        try require(contact.address, "Address")
        try checkLengths()
    }

    func route(_ carrier: Carrier, _ gazetteer: Gazetteer) throws(Refusal) -> Route {
        guard isHome(contact.country) else { throw unreachable("Country is not China") }
        let location = gazetteer.locate(province: contact.province, city: contact.city, area: contact.area)
        switch location {
        case .unknownProvince: throw unreachable("Province is not a province of China")
        case .unknownCity: throw unreachable("City is not a city of that Province")
        case .found: break
        }
        guard let route = carrier.routes.route(for: location) else {
            throw unreachable("Province, City and Area are outside of the carrier's service area")
        }
        return route
    }

    private func isHome(_ country: String) -> Bool {
        // The two that are nearly always meant, before a text is hashed.
        for usual in Self.usualCountries where isSame(country, usual) { return true }
        return isBlank(country) || Self.homeCountries.contains(country.trimmingBlanks())
    }

    /// Byte for byte.
    private func isSame(_ text: String, _ other: String) -> Bool {
        let (left, right) = (text.utf8.span, other.utf8.span)
        guard left.count == right.count else { return false }
        for index in left.indices where left[index] != right[index] { return false }
        return true
    }

    private static let usualCountries = ["China", "\u{4e2d}\u{56fd}"]

    private static let homeCountries: Set<String> = [
        "China", "china", "CHINA", "CN", "CHN", "PRC", "P.R. China", "People's Republic of China",
        "\u{4e2d}\u{56fd}", "\u{4e2d}\u{534e}\u{4eba}\u{6c11}\u{5171}\u{548c}\u{56fd}",
    ]

    private func require(_ text: String, _ field: String) throws(Refusal) {
        guard !isBlank(text) else { throw incomplete("\(side.rawValue).\(field) is empty") }
        // Masked data (137****1234) cannot be delivered to.
        guard !isMasked(text) else {
            throw incomplete("\(side.rawValue).\(field) is masked with asterisks; the full text is required")
        }
    }

    /// One of the two is enough, whichever kind of number it holds: merchants write "none" into the other.
    private func checkPhones() throws(Refusal) {
        guard let mobileFault = phoneFault(contact.mobile, "Mobile"),
            let telFault = phoneFault(contact.tel, "Tel")
        else {
            return
        }
        let fault = mobileFault.isEmpty ? telFault : mobileFault
        guard !fault.isEmpty else {
            throw incomplete("\(side.rawValue).Mobile and \(side.rawValue).Tel are both empty; one of them is required")
        }
        throw incomplete(fault)
    }

    /// Nil for a number that can be called; empty where there is none.
    private func phoneFault(_ text: String, _ field: String) -> String? {
        guard !isBlank(text) else { return "" }
        guard !isMasked(text) else {
            return "\(side.rawValue).\(field) is masked with asterisks; the full number is required"
        }
        var digitCount = 0
        let utf8 = text.utf8.span
        for index in utf8.indices where utf8[index] &- 0x30 <= 9 { digitCount &+= 1 }
        guard digitCount >= WaybillLimits.phoneDigitCountMin else {
            return "\(side.rawValue).\(field) has fewer than \(WaybillLimits.phoneDigitCountMin) digits"
        }
        return nil
    }

    private func checkLengths() throws(Refusal) {
        try limit(contact.name, "Name", WaybillLimits.nameByteCountMax)
        try limit(contact.tel, "Tel", WaybillLimits.phoneByteCountMax)
        try limit(contact.mobile, "Mobile", WaybillLimits.phoneByteCountMax)
        try limit(contact.company, "Company", WaybillLimits.nameByteCountMax)
        try limit(contact.postCode, "PostCode", WaybillLimits.postCodeByteCountMax)
        try limit(contact.country, "Country", WaybillLimits.nameByteCountMax)
        try limit(contact.province, "Province", WaybillLimits.nameByteCountMax)
        try limit(contact.city, "City", WaybillLimits.nameByteCountMax)
        try limit(contact.area, "Area", WaybillLimits.nameByteCountMax)
        try limit(contact.address, "Address", WaybillLimits.addressByteCountMax)
    }

    private func limit(_ text: String, _ field: String, _ byteCountMax: Int) throws(Refusal) {
        guard text.utf8.count <= byteCountMax else {
            throw incomplete("\(side.rawValue).\(field) is longer than \(byteCountMax) bytes")
        }
    }

    /// Also of the wide space that Chinese keyboards make.
    private func isBlank(_ text: String) -> Bool {
        for scalar in text.unicodeScalars where !scalar.isBlank { return false }
        return true
    }

    /// With asterisks, narrow or wide (U+FF0A, whose UTF-8 begins with EF).
    private func isMasked(_ text: String) -> Bool {
        let utf8 = text.utf8.span
        var found: UInt8 = 0
        // Without leaving early, which lets the compiler look at many at once.
        for index in utf8.indices { found |= utf8[index] == UInt8(ascii: "*") || utf8[index] == 0xef ? 1 : 0 }
        return found != 0 && text.unicodeScalars.contains { $0 == "*" || $0 == "\u{ff0a}" }
    }

    private func incomplete(_ message: String) -> Refusal {
        Refusal(side == .sender ? .incompleteSender : .incompleteReceiver, message)
    }

    private func unreachable(_ message: String) -> Refusal {
        Refusal(side == .sender ? .unreachableSender : .unreachableReceiver, "\(side.rawValue).\(message)")
    }
}

extension String {
    /// Without the blanks around it, the wide space of Chinese keyboards among them.
    func trimmingBlanks() -> String {
        guard let first = unicodeScalars.first, let last = unicodeScalars.last, first.isBlank || last.isBlank else {
            return self
        }
        let start = unicodeScalars.drop(while: \.isBlank)
        return String(String.UnicodeScalarView(start.reversed().drop(while: \.isBlank).reversed()))
    }
}

extension Unicode.Scalar {
    /// A control character of ASCII, or white space; Unicode's list of it, whose look-up takes longer.
    var isBlank: Bool {
        switch value {
        case 0...0x20, 0x85, 0xa0, 0x1680, 0x2000...0x200a, 0x2028, 0x2029, 0x202f, 0x205f, 0x3000: true
        default: false
        }
    }
}
