// Where the change lets the data of tagged columns out of sight: columns of the head that hold it and do not say so,
// each with the column where that begins. Pure; the calling thread needs a stack of sql::stack_to_walk().
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <vector>

#include "gates/pii_scan/foreign_reads.hpp"
#include "gates/pii_scan/taint.hpp"

namespace tollgate::pii_scan {

enum class FaultKind : std::uint8_t {
  leaked,       ///< a tagged column of base has another name now
  derived,      ///< computed from tagged data
  tag_removed,  ///< the same column, without its tag
  too_low,      ///< declares less than it holds
  hashed,       ///< holds a hash of tagged data
  unknown,      ///< nobody can tell what it holds
};

/// A column of the head that holds tagged data and does not say so.
struct Fault {
  lineage::ColumnId column = 0;
  FaultKind kind = FaultKind::derived;
  bool standing = false;                   ///< on base it was so already
  lineage::ColumnId origin = 0;            ///< where the fault begins that it follows from; itself
  std::optional<lineage::ColumnId> was{};  ///< the column of base whose tag is lost; leaked, tag_removed
};

/// A model of the head that holds tagged data in columns that nobody lists, and does not say so.
struct UnlistedFault {
  lineage::RelationId relation = 0;
  bool standing = false;  ///< on base it was so already
};

/// Both sides of a change under one set of settings.
class Leaks {
 public:
  Leaks(const lineage::Graph& base, const lineage::Graph& head, const TagKeys& keys, const Sanitizers& sanitizers);

  const lineage::Graph& base() const { return x_base; }
  const lineage::Graph& head() const { return x_head; }
  const Declarations& base_declarations() const { return x_base_declared; }
  const Declarations& head_declarations() const { return x_head_declared; }
  const Taint& base_taint() const { return *x_base_taint; }
  const Taint& head_taint() const { return *x_head_taint; }
  ColumnPassages& head_passages() { return x_head_passages; }
  const ForeignReads& foreign_reads() const { return x_foreign; }

  /// By column of the head, so that a model comes after those that it reads.
  const std::map<lineage::ColumnId, Fault>& faults() const { return x_faults; }
  /// Those that follow from no other, by relation.
  const std::vector<UnlistedFault>& unlisted_faults() const { return x_unlisted_faults; }
  /// The tag that counts for a column of the head: one by one where base tagged one by one.
  bool covered(lineage::ColumnId head) const;
  /// The column of that name in the same relation on base.
  std::optional<lineage::ColumnId> on_base(lineage::ColumnId head) const;

 private:
  void find_lost_tags();
  void find_lost_tag(lineage::ColumnId base, const lineage::Relation& on_head);
  void lose(lineage::ColumnId base, lineage::ColumnId head);
  bool on_base_at(const lineage::Relation& head) const;
  sql::Passage read_by_name(lineage::ColumnId base, const std::map<lineage::ColumnId, sql::Passage>& above) const;
  std::optional<lineage::ColumnId> root_on_head(lineage::ColumnId base,
                                                const std::map<lineage::ColumnId, sql::Passage>& above) const;
  sql::Passage lives_on(lineage::ColumnId base, lineage::ColumnId head);
  const std::map<lineage::ColumnId, sql::Passage>& ancestors_on_head(lineage::ColumnId head);
  Seeds tags_of_head_on_base() const;
  std::optional<Fault> fault_of(lineage::ColumnId column) const;
  bool was_so(const Fault& fault) const;
  lineage::ColumnId origin_of(const Fault& fault);
  void find_unlisted_faults();

  const lineage::Graph& x_base;
  const lineage::Graph& x_head;
  const Declarations x_base_declared, x_head_declared;
  ColumnPassages x_base_passages, x_head_passages;
  const ForeignReads x_foreign;
  std::map<lineage::ColumnId, lineage::ColumnId> x_lost;  ///< head -> base
  Seeds x_seeds;                                          ///< on head
  UnlistedSeeds x_unlisted;                               ///< on head
  std::map<lineage::ColumnId, std::map<lineage::ColumnId, sql::Passage>> x_ancestors;
  std::optional<Taint> x_base_taint, x_head_taint;
  std::map<lineage::ColumnId, Fault> x_faults;
  std::vector<UnlistedFault> x_unlisted_faults;
};

}  // namespace tollgate::pii_scan
