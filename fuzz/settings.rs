//! Any bytes are a setting's value, read by the library and by a second, slower reader.

use orthotope::probe;

/// What a number in the environment says, by the documentation: decimal digits, for bytes with a suffix.
fn number(text: &[u8], suffixes: bool) -> Option<u128> {
    let text = std::str::from_utf8(text).ok()?;
    let (digits, unit) = match text.chars().last().map(|last| last.to_ascii_uppercase()) {
        Some(last @ ('K' | 'M' | 'G' | 'T')) if suffixes => {
            (&text[..text.len() - 1], 1024_u128.pow("KMGT".find(last)? as u32 + 1))
        }
        _ => (text, 1),
    };
    let plain = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
    // 25 digits are more than any range holds, and no overflow, with T neither.
    let digits = digits.trim_start_matches('0');
    (plain && digits.len() <= 25).then(|| digits.parse().unwrap_or(0) * unit)
}

/// The first byte chooses the setting, the rest is its value. Panics when the two readers disagree, or the line that
/// reports a value is none.
pub fn run(data: &[u8]) {
    let Some((&first, text)) = data.split_first() else { return };
    let settings: Vec<_> = orthotope::settings().collect();
    let setting = &settings[usize::from(first) % settings.len()];
    let told = probe::setting(setting.name, text, |line| {
        assert!(line.starts_with(b"orthotope: ORTHOTOPE_") && line.ends_with(b"\n") && line.len() <= 256);
        assert!(line.windows(setting.name.len()).any(|part| part == setting.name.as_bytes()));
    });
    if setting.values.starts_with("names") {
        let mut halves = text.splitn(2, |&byte| byte == b'\n');
        let (names, name) = (halves.next().unwrap_or(&[]), halves.next().unwrap_or(&[]));
        let among = |one: &[u8]| !name.is_empty() && one.trim_ascii() == name;
        assert_eq!(probe::has_name(names, name), names.split(|&byte| byte == b',').any(among));
        return;
    }
    let mut words = setting.values.split(" or ");
    if setting.values.contains(" or ")
        && words.clone().all(|word| word.bytes().all(|byte| byte.is_ascii_lowercase()))
    {
        let wanted = words.position(|word| word.as_bytes() == text);
        assert_eq!(told, wanted, "{}={:?}", setting.name, String::from_utf8_lossy(text));
        return;
    }
    let (low, high) = probe::range(setting.name);
    let wanted = number(text, setting.values.starts_with("bytes"))
        .filter(|number| (low as u128..=high as u128).contains(number))
        .map(|number| number as usize);
    assert_eq!(told, wanted, "{}={:?}", setting.name, String::from_utf8_lossy(text));
}
