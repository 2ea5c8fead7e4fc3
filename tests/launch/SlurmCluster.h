// A private SLURM cluster of one node, run by this user in a temporary folder: its own munge key, ports and
// configuration.
#pragma once

#include <QProcess>
#include <QString>
#include <QTemporaryDir>

#include <memory>
#include <vector>

namespace isonet::test {

class SlurmCluster {
public:
    // Starts munged, slurmctld and slurmd and sets SLURM_CONF. why(): why there is no cluster; empty: there is one.
    SlurmCluster();
    ~SlurmCluster();
    const QString& why() const { return why_; }

private:
    QString file(const char* name) const { return folder_.filePath(QString::fromLatin1(name)); }
    bool begin(const QString& program, const QStringList& arguments);
    void writeConfig();

    QTemporaryDir folder_;
    QString why_;
    std::vector<std::unique_ptr<QProcess>> daemons_;
};

}  // namespace isonet::test
