// The report of a dataset's check as plain values for the window.
#pragma once

#include <QString>
#include <QStringList>
#include <QVector>
#include <cstdint>
#include <vector>

namespace isonet::widgets {

struct CheckedPart {
    QString name;  // "Training"
    std::int64_t images = 0, corrupt = 0, gray = 0, color = 0, sizes = 0;
    QString faults;         // "3 truncated, 1 empty"; empty: none
    QString width, height;  // "320 / 500 / 640": smallest, median, largest
};

struct CheckedClass {
    QString name;
    std::vector<std::int64_t> images;  // per part
};

// A corrupt image, or images that are equal.
struct CheckFinding {
    enum class Kind { Corrupt, Equal, InBothParts, DifferentLabels } kind = Kind::Corrupt;
    QString text;  // what is wrong, or the equal images, one per line
};

struct CheckInfo {
    QString title, where;
    QVector<CheckedPart> parts;
    QVector<CheckedClass> classes;
    std::vector<double> mean, deviation;  // one number for gray images, else three; empty: no image could be decoded
    double grayMean = 0, grayDeviation = 0;
    std::vector<double> usedMean, usedDeviation;  // of runs that set neither
    QString usedFrom;                             // where these are from
    QVector<CheckFinding> findings;               // the first ones
    std::int64_t allFindings = 0;
    std::int64_t leaveOut = 0;  // images that should be left out
};

}  // namespace isonet::widgets
