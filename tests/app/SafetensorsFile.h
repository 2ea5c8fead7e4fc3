// Writes small safetensors files without LibTorch.
#pragma once

#include <QByteArray>
#include <QFile>
#include <QString>
#include <cstdint>
#include <utility>
#include <vector>

struct NamedNumbers {
    QString name;
    std::vector<int> shape;
    std::vector<float> values;
};

inline bool writeSafetensorsFile(const QString& path, const std::vector<NamedNumbers>& tensors) {
    QByteArray header = "{", data;
    for (const auto& tensor : tensors) {
        QStringList sizes;
        for (const int size : tensor.shape)
            sizes.append(QString::number(size));
        const auto begin = data.size();
        data.append(reinterpret_cast<const char*>(tensor.values.data()), qsizetype(4 * tensor.values.size()));
        header += QStringLiteral("%1\"%2\":{\"dtype\":\"F32\",\"shape\":[%3],\"data_offsets\":[%4,%5]}")
                      .arg(header.size() > 1 ? "," : "", tensor.name, sizes.join(','))
                      .arg(begin)
                      .arg(data.size())
                      .toUtf8();
    }
    header += "}";
    const std::uint64_t length = std::uint64_t(header.size());
    QFile file(path);
    return file.open(QIODevice::WriteOnly) && file.write(reinterpret_cast<const char*>(&length), 8) == 8 &&
           file.write(header + data) == header.size() + data.size();
}
