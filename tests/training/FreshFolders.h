// A temporary folder for the runs and data of a test, and new paths in it, which are numbered.
#pragma once

#include <QTemporaryDir>
#include <filesystem>
#include <string>

namespace isonet::test {

class FreshFolders {
protected:
    QTemporaryDir temporary_;
    std::filesystem::path temporaryPath() const { return temporary_.path().toStdString(); }
    // A path that does not exist yet.
    std::filesystem::path freshPath(const std::string& name = "run") {
        return temporaryPath() / (name + std::to_string(++places_));
    }
    // A new empty folder. Its name has a space, as users' folders often have.
    std::filesystem::path freshFolder(const std::string& name = "data ") {
        const std::filesystem::path folder = freshPath(name);
        std::filesystem::create_directories(folder);
        return folder;
    }

private:
    int places_ = 0;
};

}  // namespace isonet::test
