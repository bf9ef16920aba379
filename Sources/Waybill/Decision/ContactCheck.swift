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
        try require(.name)
        try checkPhones()
        try require(.province)
        try require(.city)
        try require(.address)
        for field in Contact.Field.allCases { try checkLength(field) }
    }

    func route(_ carrier: Carrier, _ gazetteer: Gazetteer) throws(Refusal) -> Route {
        guard isHome(contact[.country]) else { throw unreachable("Country is not China") }
        let location = gazetteer.locate(province: contact[.province], city: contact[.city], area: contact[.area])
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

    private func isHome(_ country: UTF8Slice) -> Bool {
        // The two that are nearly always meant, before a text is hashed.
        for usual in Self.usualCountries where country == usual { return true }
        return country.isBlank || Self.homeCountries.contains(country.trimmed.string)
    }

    private static let usualCountries = ["China", "\u{4e2d}\u{56fd}"]

    private static let homeCountries: Set<String> = [
        "China", "china", "CHINA", "CN", "CHN", "PRC", "P.R. China", "People's Republic of China",
        "\u{4e2d}\u{56fd}", "\u{4e2d}\u{534e}\u{4eba}\u{6c11}\u{5171}\u{548c}\u{56fd}",
    ]

    private func require(_ field: Contact.Field) throws(Refusal) {
        let text = contact[field]
        guard !text.isBlank else { throw incomplete("\(name(field)) is empty") }
        // Masked data (137****1234) cannot be delivered to.
        guard !text.isMasked else {
            throw incomplete("\(name(field)) is masked with asterisks; the full text is required")
        }
        guard !text.isLost else {
            throw incomplete("\(name(field)) has lost most of its characters (U+FFFD); send it in UTF-8")
        }
    }

    /// One of the two is enough, whichever kind of number it holds: merchants write "none" into the other.
    private func checkPhones() throws(Refusal) {
        guard let mobileFault = phoneFault(.mobile), let telFault = phoneFault(.tel) else { return }
        let fault = mobileFault.isEmpty ? telFault : mobileFault
        guard !fault.isEmpty else {
            throw incomplete("\(name(.mobile)) and \(name(.tel)) are both empty; one of them is required")
        }
        throw incomplete(fault)
    }

    /// Nil for a number that can be called; empty where there is none.
    private func phoneFault(_ field: Contact.Field) -> String? {
        let text = contact[field]
        guard !text.isBlank else { return "" }
        guard !text.isMasked else {
            return "\(name(field)) is masked with asterisks; the full number is required"
        }
        guard text.digitCount >= WaybillLimits.phoneDigitCountMin else {
            return "\(name(field)) has fewer than \(WaybillLimits.phoneDigitCountMin) digits"
        }
        return nil
    }

    private func checkLength(_ field: Contact.Field) throws(Refusal) {
        let byteCountMax = WaybillLimits.byteCountMax(of: field)
        guard contact.count(of: field) <= byteCountMax else {
            throw incomplete("\(name(field)) is longer than \(byteCountMax) bytes")
        }
    }

    private func name(_ field: Contact.Field) -> String { "\(side.rawValue).\(field.name)" }

    private func incomplete(_ message: String) -> Refusal {
        Refusal(side == .sender ? .incompleteSender : .incompleteReceiver, message)
    }

    private func unreachable(_ message: String) -> Refusal {
        Refusal(side == .sender ? .unreachableSender : .unreachableReceiver, "\(side.rawValue).\(message)")
    }
}
