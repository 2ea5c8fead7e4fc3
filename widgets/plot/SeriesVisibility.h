// Which series of a plot are shown. The user's choices outlive the run: a series hidden once stays hidden when another
// run is opened.
#pragma once

#include <QMap>
#include <QSet>
#include <QString>
#include <QStringList>
#include <QVariantMap>

namespace isonet::widgets {

class SeriesVisibility {
public:
    bool isHidden(const QString& name) const { return hidden_.contains(name); }
    const QSet<QString>& hidden() const { return hidden_; }
    void setShown(const QString& name, bool shown);     // by the user
    void setHiddenByDefault(const QStringList& names);  // unless the user chose otherwise

    // The user's choices by series name, for the settings.
    QVariantMap state() const;
    void setState(const QVariantMap& state);

private:
    void apply();

    QStringList hiddenByDefault_;
    QMap<QString, bool> chosen_;
    QSet<QString> hidden_;
};

}  // namespace isonet::widgets
