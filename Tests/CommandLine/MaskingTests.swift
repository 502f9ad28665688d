import Contracts
import Testing
import Values

@Suite struct MaskingTests {
    @Test(
        arguments: [
            ("张三", .name, "张*"), ("𠮷海燕", .name, "𠮷**"), ("某某新型建材有限公司", .name, "某***"),
            ("张", .name, "张*"),
            ("410802199003070010", .id, "4108************10"), ("4108", .id, "****"),
            ("13812341234", .phone, "138****1234"), ("0391-1234567", .phone, "039*****4567"),
            ("12345", .phone, "***45"),
            ("河南省某市解放区人民路1688号", .address, "河南省某市解放区***"), ("人民路1688号", .address, "人民***"),
            ("91410800083123451M", .certificate, "9141************1M"),
            ("88001234567", .account, "8800*****67"),
        ] as [(String, PersonalField.Kind, String)]
    )
    func masks(_ text: String, _ kind: PersonalField.Kind, _ masked: String) {
        #expect(Masking.mask(text, kind) == masked)
    }

    var masking: Masking {
        var masking = Masking()
        masking.learn("王小明", .name)
        masking.learn("幸福新型建筑材料有限责任公司", .name)
        masking.learn("13912345678", .phone)
        masking.learn("河南省某市解放区人民路中段1688号", .address)
        return masking
    }

    /// What stands in a message → what is shown of it.
    @Test(arguments: [
        ("王小明", "王**"), ("联系人王小明，电话13912345678", "联系人王**，电话139****5678"),
        ("１３９１２３４５６７８", "139****5678"), ("河南省某市解放区人民路中段1688号", "河南省某市解放区***"),
        // Cut off to fit a field.
        ("河南省某市解放区人民路", "河南省某市解放区***"), ("幸福新型建筑材料有限", "幸***"), ("幸福新型", "幸福新型"),
        // Not learned, but plain to see.
        ("联系13800138000", "联系138****8000"), ("证件 410802199003070010。", "证件 4108************10。"),
        // Not personal.
        ("41080020240902000001", "41080020240902000001"),
        ("4108002024090200000101", "4108002024090200000101"),
        ("1725238800000", "1725238800000"), ("用水报装", "用水报装"), ("河南省某局", "河南省某局"), ("", ""),
        ("b105dbc9b5fd4bda7726cd5c6fcce34e", "b105dbc9b5fd4bda7726cd5c6fcce34e"),
    ])
    func hidesWhatItLearned(_ text: String, _ shown: String) {
        #expect(masking.masked(text) == shown)
        #expect(Masking.revealing.masked(text) == text)
    }

    @Test func hidesInTrees() {
        let tree: Value = [
            "a": [["b": "王小明"]], "phone": .number(Number(13_912_345_678)), "n": 12, "x": .null,
        ]
        #expect(
            masking.masked(tree) == [
                "a": [["b": "王**"]], "phone": "139****5678", "n": 12, "x": .null,
            ]
        )
    }

    @Test func keepsTheWidthWhereAsked() {
        let record = "A王小明        13912345678B"
        let masked = masking.masked(record) { $0.utf8.count }
        #expect(masked.utf8.count == record.utf8.count)
        #expect(masked == "A王******        139****5678B")
    }
}
