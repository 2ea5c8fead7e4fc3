#include "widgets/common/PathText.h"

#include "model/base/ShownText.h"

namespace isonet::widgets {
namespace {

constexpr char16_t firstByte = 0xdc00;  // plus the byte, from 0x80

}  // namespace

QString pathText(std::string_view bytes) {
    QString text;
    while (!bytes.empty()) {
        std::size_t valid = 0;
        while (valid < bytes.size()) {
            const std::size_t size = base::characterSize(bytes.substr(valid));
            if (size == 0)
                break;
            valid += size;
        }
        text += QString::fromUtf8(bytes.data(), qsizetype(valid));
        bytes.remove_prefix(valid);
        if (bytes.empty())
            break;
        text += QChar(char16_t(firstByte + static_cast<unsigned char>(bytes.front())));
        bytes.remove_prefix(1);
    }
    return text;
}

std::string pathBytes(const QString& text) {
    std::string bytes;
    qsizetype begin = 0;
    const auto take = [&](qsizetype end) { bytes += text.mid(begin, end - begin).toStdString(); };
    for (qsizetype i = 0; i < text.size(); ++i) {
        const char16_t unit = text[i].unicode();
        const bool paired = i > 0 && text[i - 1].isHighSurrogate();
        if (paired || unit < firstByte + 0x80 || unit > firstByte + 0xff)
            continue;
        take(i);
        bytes += static_cast<char>(unit - firstByte);
        begin = i + 1;
    }
    take(text.size());
    return bytes;
}

}  // namespace isonet::widgets
