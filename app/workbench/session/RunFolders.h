// The folders in which runs and queues are kept: the primary one, where new runs go, and others that are listed as
// well. Remembered between sessions. GUI thread only.
#pragma once

#include <QObject>
#include <QString>
#include <QStringList>

namespace isonet::workbench {

class RunFolders : public QObject {
    Q_OBJECT
public:
    using QObject::QObject;

    const QString& primary() const { return primary_; }
    const QStringList& others() const { return others_; }
    QStringList all() const;  // the primary folder first, without duplicates

    void setPrimary(const QString& folder, bool remember = true);
    void setOthers(const QStringList& folders);

    void restoreSettings();
    void saveSettings() const;

Q_SIGNALS:
    void changed();

private:
    QString primary_;
    QStringList others_;
    bool remember_ = true;  // false: the primary folder holds for this session only
};

}  // namespace isonet::workbench
