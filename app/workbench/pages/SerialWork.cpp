#include "app/workbench/pages/SerialWork.h"

#include <exception>
#include <utility>

namespace isonet::workbench {

QString problemOf(const std::function<void()>& work) {
    try {
        work();
    } catch (const std::exception& e) {
        return QString::fromUtf8(e.what()).trimmed();
    }
    return {};
}

SerialWork::SerialWork(QObject* parent) : QObject(parent) {
    pool_.setMaxThreadCount(1);
}

SerialWork::~SerialWork() {
    pool_.waitForDone();
}

void SerialWork::run(std::function<void()> work, std::function<void(const QString&)> then) {
    pool_.start([this, work = std::move(work), then = std::move(then)] {
        const QString problem = problemOf(work);
        results_.post([problem, then] { then(problem); });
    });
}

}  // namespace isonet::workbench
