#include "tests/support/replay_warehouse.hpp"

#include <fstream>
#include <iterator>
#include <nlohmann/json.hpp>

#include "core/error.hpp"

namespace tollgate::test {

using nlohmann::ordered_json;
using warehouse::Answer;
using warehouse::Problem;
using warehouse::Question;
using warehouse::Side;

namespace {

constexpr int recording_version = 1;

[[noreturn]] void refuse(std::string message, std::string hint) {
  throw Error(ErrorKind::unjudged, {std::move(message), std::move(hint), {}});
}

Problem problem_from(const std::string& name) {
  for (auto problem = Problem::none; problem != Problem::other;
       problem = static_cast<Problem>(static_cast<int>(problem) + 1)) {
    if (to_string(problem) == name) {
      return problem;
    }
  }
  if (name != to_string(Problem::other)) {
    refuse("the recording has an unknown problem \"" + name + "\"", "record it again");
  }
  return Problem::other;
}

Side side_from(const std::string& name) {
  if (name != to_string(Side::base) && name != to_string(Side::head)) {
    refuse("the recording has an unknown side \"" + name + "\"", "record it again");
  }
  return name == to_string(Side::base) ? Side::base : Side::head;
}

ordered_json to_json(const Answer& answer) {
  ordered_json rows = ordered_json::array();
  for (const auto& row : answer.rows) {
    ordered_json cells = ordered_json::array();
    for (const auto& cell : row) {
      cells.push_back(cell ? ordered_json(*cell) : ordered_json(nullptr));
    }
    rows.push_back(std::move(cells));
  }
  return rows;
}

// Of made-up data only: nothing else is ever recorded.
ordered_json data_of(const Answer& answer) {
  ordered_json rows = ordered_json::array();
  for (std::size_t row = 0; row < answer.data.rows(); ++row) {
    ordered_json cells = ordered_json::array();
    for (std::size_t column = 0; column < answer.data.columns(); ++column) {
      const auto cell = answer.data.at(row, column);
      cells.push_back(cell ? ordered_json(*cell) : ordered_json(nullptr));
    }
    rows.push_back(std::move(cells));
  }
  return rows;
}

warehouse::SampleCells data_from(const ordered_json& rows) {
  std::size_t bytes = 0;
  for (const auto& row : rows) {
    for (const auto& cell : row) bytes += cell.is_null() ? 0 : cell.get_ref<const std::string&>().size();
  }
  warehouse::SampleCells data(rows.empty() ? 0 : rows.front().size(), rows.size(), bytes);
  for (const auto& row : rows) {
    for (const auto& cell : row) {
      data.add(cell.is_null() ? std::optional<std::string_view>() : cell.get_ref<const std::string&>());
    }
  }
  return data;
}

Answer answer_from(const ordered_json& json) {
  Answer answer;
  answer.problem = problem_from(json.at("problem"));
  answer.sqlstate = json.at("sqlstate");
  answer.explanation = json.at("explanation");
  for (const auto& row : json.at("rows")) {
    auto& cells = answer.rows.emplace_back();
    for (const auto& cell : row) {
      cells.push_back(cell.is_null() ? std::nullopt : std::optional(cell.get<std::string>()));
    }
  }
  if (const auto data = json.find("data"); data != json.end()) {
    answer.data = data_from(*data);
  }
  return answer;
}

bool equal(const Answer& one, const Answer& other) {
  return one.problem == other.problem && one.sqlstate == other.sqlstate && one.explanation == other.explanation &&
         one.rows == other.rows && one.data == other.data;
}

std::string told(const std::pair<Side, std::string>& question) {
  return std::string(to_string(question.first)) + ": " + question.second;
}

}  // namespace

Recording read_recording(const std::string& json) {
  try {
    const auto document = ordered_json::parse(json);
    if (document.at("version") != recording_version) {
      refuse("the recording is of another version", "record it again");
    }
    Recording recording;
    for (const auto& entry : document.at("answers")) {
      recording[{side_from(entry.at("side")), entry.at("sql")}] = answer_from(entry);
    }
    return recording;
  } catch (const nlohmann::json::exception&) {
    refuse("the text is no recording of a warehouse", "record it again");
  }
}

std::string write_recording(const Recording& recording) {
  ordered_json answers = ordered_json::array();
  for (const auto& [question, answer] : recording) {
    answers.push_back({{"side", to_string(question.first)},
                       {"sql", question.second},
                       {"problem", to_string(answer.problem)},
                       {"sqlstate", answer.sqlstate},
                       {"explanation", answer.explanation},
                       {"rows", to_json(answer)}});
    if (answer.data.rows() > 0) {
      answers.back()["data"] = data_of(answer);
    }
  }
  return ordered_json{{"version", recording_version}, {"answers", std::move(answers)}}.dump(1) + "\n";
}

std::string read_recording_file(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  std::string text{std::istreambuf_iterator<char>(in), {}};
  if (!in) {
    throw Error(ErrorKind::unjudged, {"the recording cannot be read", "record it first", {path, 0, 0}});
  }
  return text;
}

std::vector<Answer> RecordingWarehouse::ask(std::span<const Question> questions) {
  auto answers = x_real.ask(questions);
  for (std::size_t i = 0; i < questions.size(); ++i) {
    const std::pair key{questions[i].side, questions[i].sql};
    const auto [known, added] = x_recording.emplace(key, answers[i]);
    if (!added && !equal(known->second, answers[i])) {
      refuse("answered in two ways: " + told(key), "ask only for what stays the same");
    }
  }
  return answers;
}

void ReplayWarehouse::add(Side side, const std::string& sql, const std::string& cell) {
  Answer answer;
  answer.rows = {{cell}};
  add(side, sql, std::move(answer));
}

void ReplayWarehouse::add(Side side, const std::string& sql, Answer answer) {
  x_recording[{side, sql}] = std::move(answer);
}

std::vector<Answer> ReplayWarehouse::ask(std::span<const Question> questions) {
  x_batches.push_back(questions.size());
  std::vector<Answer> answers;
  for (const auto& question : questions) {
    const std::pair key{question.side, question.sql};
    const auto found = x_recording.find(key);
    if (found == x_recording.end()) {
      refuse("never recorded: " + told(key), "record the questions again");
    }
    ++x_used[key];
    answers.push_back(found->second);
  }
  return answers;
}

std::vector<std::string> ReplayWarehouse::unused() const {
  std::vector<std::string> out;
  for (const auto& [question, answer] : x_recording) {
    if (x_used.find(question) == x_used.end()) {
      out.push_back(told(question));
    }
  }
  return out;
}

}  // namespace tollgate::test
