internal import Files

/// The rows of a CSV file that have the columns its header must name; everything else is an error in the findings.
struct CSVTable {
    let file: String
    private(set) var rows: [CSV.Row] = []

    init(path: String, columns: [String], _ findings: inout Findings) {
        file = path
        do throws(ConfigurationError) {
            let bytes = try readConfiguration(path, byteCountMax: ConfigurationLimits.csvByteCountMax).bytes
            if let line = bytes.lineNotUTF8 {
                throw ConfigurationError(file: path, line: line, message: "not UTF-8; save the file as UTF-8")
            }
            read(CSV(bytes, file: path), columns, &findings)
        } catch {
            findings.add(error)
        }
    }

    private mutating func read(_ csv: consuming CSV, _ columns: [String], _ findings: inout Findings) {
        var csv = csv
        var hasHeader = false
        while true {
            do throws(ConfigurationError) {
                guard let row = try csv.next() else { break }
                if row.isBlank { continue }
                if !hasHeader {
                    hasHeader = true
                    guard check(header: row, columns, &findings) else { return }
                } else if row.fields.count == columns.count {
                    rows.append(row)
                } else {
                    findings.add(
                        file, row.line,
                        "\(row.fields.count) \(row.fields.count == 1 ? "column" : "columns"); must be \(columns.count)")
                }
            } catch {
                findings.add(error)
            }
        }
        if !hasHeader { findings.add(file, nil, "empty; must start with the line \(columns.joined(separator: ","))") }
    }

    private func check(header: CSV.Row, _ columns: [String], _ findings: inout Findings) -> Bool {
        guard header.fields != columns else { return true }
        findings.add(file, header.line, "the first line must be \(columns.joined(separator: ","))")
        return false
    }
}

/// Six decimal digits that do not start with 0; nil otherwise.
func placeCode(_ text: String) -> Int32? {
    guard text.utf8.count == 6, text.utf8.first != 0x30, text.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else {
        return nil
    }
    return Int32(text)
}
