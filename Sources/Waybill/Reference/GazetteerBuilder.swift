/// Checks the places and spells each of them out.
struct GazetteerBuilder {
    private(set) var table: NameTable
    private(set) var provinces = [ProvinceKind](repeating: .withoutCities, count: 100)
    private(set) var prefixes: [Int32: [[UInt8]]] = [:]

    init(_ places: [Place]) throws(ReferenceFault) {
        table = NameTable(capacity: places.count * Self.spellingsPerPlace)
        try Self.checkCodes(places)
        for place in places { noteKind(place) }
        for place in places { try addOfficialName(place) }
        for place in places { addFolded(place) }
        for place in places { addWritten(place) }
    }

    /// An estimate, to size the table once.
    private static let spellingsPerPlace = 10

    private static func checkCodes(_ places: [Place]) throws(ReferenceFault) {
        var codes: Set<Int32> = []
        for place in places {
            let code = place.code
            guard (110_000...999_999).contains(code) else { throw ReferenceFault("\(code) is not a code", code: code) }
            guard codes.insert(code).inserted else { throw ReferenceFault("code \(code) stands twice", code: code) }
        }
        if let orphan = Gazetteer.orphans(among: places).first { throw orphan }
    }

    private mutating func addOfficialName(_ place: Place) throws(ReferenceFault) {
        guard let name = place.names.first, !name.isEmpty else { throw ReferenceFault("no name", code: place.code) }
        for parent in parents(place) {
            // In a whole province two county-level cities may share a name; under their own parent none may.
            let isOnly = table.insert(Array(name.utf8), parent: parent, code: place.code, isOfficial: parent >= 0)
            guard isOnly else {
                throw ReferenceFault("code \(place.code): its name is another's too in \(parent)", code: place.code)
            }
        }
    }

    /// `checkCodes` has bounded the index.
    private mutating func noteKind(_ place: Place) {
        let index = Int(place.code / 10_000)
        if place.level == .province {
            if isCalledCity(place) { provinces[index] = .municipality }
        } else if provinces[index] == .withoutCities {
            provinces[index] = .withCities
        }
    }

    private func isCalledCity(_ place: Place) -> Bool {
        place.names.first?.utf8.suffix(3).elementsEqual(Self.cityCharacter) ?? false
    }

    private func parents(_ place: Place) -> [Int32] {
        let province = Place.province(of: place.code)
        switch place.level {
        case .province:
            // A municipality is its own city.
            let isMunicipality = provinces[Int(province / 10_000)] == .municipality
            return isMunicipality ? [Gazetteer.root, province] : [Gazetteer.root]
        case .city: return [province]
        case .area:
            let city = Place.city(of: place.code)
            let isPooled = provinces[Int(province / 10_000)] == .municipality || isCalledCity(place)
            return isPooled ? [city, Gazetteer.pool(of: province)] : [city]
        }
    }

    private mutating func addFolded(_ place: Place) {
        let official = place.names.first ?? ""
        let suffix = NameSuffix.suffix(of: official, level: place.level)
        let short = suffix.flatMap { $0.short(official) }
        var spellings = [NameFolding.fold(official)]
        if let short { spellings.append(short) }
        for name in place.names.dropFirst() { spellings += Self.folded(name, suffix) }
        for parent in parents(place) {
            for spelling in spellings { table.insert(spelling, parent: parent, code: place.code) }
        }
        if place.level != .area { prefixes[place.code] = [Array(official.utf8)] + (short.map { [$0] } ?? []) }
    }

    /// As people write it, to be found without folding; but only where the folded form means this place and no other.
    private mutating func addWritten(_ place: Place) {
        let suffix = NameSuffix.suffix(of: place.names.first ?? "", level: place.level)
        let parents = parents(place)
        for name in place.names.dropFirst() where name.utf8.contains(where: { !(0x61...0x7a).contains($0) }) {
            for (written, folded) in Self.written(name, suffix) {
                for parent in parents where table.match(folded.span, parent: parent) == .code(place.code) {
                    table.insert(written, parent: parent, code: place.code)
                }
            }
        }
    }

    /// A name in letters also with each word for its kind.
    private static func folded(_ name: String, _ suffix: NameSuffix?) -> [[UInt8]] {
        let folded = NameFolding.fold(name)
        guard let suffix, isInLetters(folded) else { return [folded] }
        return [folded, folded + suffix.pinyin.utf8] + suffix.foldedEnglish.map { folded + $0 }
    }

    private static func written(_ name: String, _ suffix: NameSuffix?) -> [(written: [UInt8], folded: [UInt8])] {
        let written = Array(name.utf8)
        let folded = NameFolding.fold(name)
        guard let suffix, isInLetters(folded) else { return [(written, folded)] }
        return [(written, folded)]
            + zip(suffix.english, suffix.foldedEnglish).map { word, foldedWord in
                (written + [UInt8(ascii: " ")] + word.utf8, folded + foldedWord)
            }
    }

    private static func isInLetters(_ folded: [UInt8]) -> Bool { folded.first.map { $0 < 0x80 } ?? false }

    /// The character that ends the name of a city.
    private static let cityCharacter = Array("\u{5e02}".utf8)
}
