internal import Waybill

/// areas.csv: the places that addresses name.
struct AreasFile {
    private(set) var places: [Place] = []
    /// Of every code that stands in the file, also of one whose row has other faults.
    private(set) var lines: [Int32: Int] = [:]
    private let file: String

    init(folder: String, _ findings: inout Findings) {
        file = path("areas.csv", in: folder)
        let table = CSVTable(path: file, columns: ["code", "name", "spellings"], &findings)
        places.reserveCapacity(table.rows.count)
        lines.reserveCapacity(table.rows.count)
        for row in table.rows { read(row, &findings) }
    }

    private mutating func read(_ row: CSV.Row, _ findings: inout Findings) {
        guard let code = placeCode(row.fields[0]) else {
            return findings.add(file, row.line, "code must have six digits and not start with 0")
        }
        if let earlier = lines.updateValue(row.line, forKey: code) {
            return findings.add(file, row.line, "code \(code) stands on line \(earlier) too")
        }
        guard !row.fields[1].isEmpty else { return findings.add(file, row.line, "name is empty") }
        var names = [row.fields[1]]
        if !row.fields[2].isEmpty {
            for spelling in row.fields[2].utf8.split(separator: UInt8(ascii: "|"), omittingEmptySubsequences: false) {
                guard !spelling.isEmpty else { return findings.add(file, row.line, "an empty spelling between |") }
                names.append(String(Substring(spelling)))
            }
        }
        for name in names where name.utf8.count > ReferenceLimits.placeNameByteCountMax {
            findings.add(file, row.line, "a name is longer than \(ReferenceLimits.placeNameByteCountMax) bytes")
        }
        places.append(Place(code: code, names: names))
    }

    /// Nil where the rows contradict each other, or where there are other errors already.
    func gazetteer(_ findings: inout Findings) -> Gazetteer? {
        guard findings.errors.isEmpty else { return nil }
        let orphans = Gazetteer.orphans(among: places)
        for orphan in orphans { findings.add(file, orphan.code.flatMap { lines[$0] }, orphan.message) }
        guard orphans.isEmpty else { return nil }
        do throws(ReferenceFault) {
            return try Gazetteer(places: places)
        } catch {
            findings.add(file, error.code.flatMap { lines[$0] }, error.message)
            return nil
        }
    }
}
