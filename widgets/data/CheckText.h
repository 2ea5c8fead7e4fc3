// The summary of a dataset's check as rich text.
#pragma once

#include <QCoreApplication>
#include <QString>

#include "widgets/data/CheckInfo.h"

namespace isonet::widgets {

class CheckText {
    Q_DECLARE_TR_FUNCTIONS(CheckText)
public:
    static QString summary(const CheckInfo& info);
    static QString numbers(const std::vector<double>& values);  // "0.4914, 0.4822, 0.4465"
    static QString kind(CheckFinding::Kind kind);
};

}  // namespace isonet::widgets
