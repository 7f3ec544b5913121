// The names of libpg_query's nodes and fields that this room reads, as PostgreSQL's parsenodes.h spells them. A name
// that is not here is read as Kind::Other or Key::other_key: it is kept and can be walked, so nothing is lost in
// silence.
#pragma once

// clang-format off
// NOLINTBEGIN(cppcoreguidelines-macro-usage): one list, so that the enumeration and its names cannot drift apart
#define TOLLGATE_NODE_KINDS(X) \
  X(A_ArrayExpr) X(A_Const) X(A_Expr) X(A_Indices) X(A_Indirection) X(A_Star) X(Alias) X(BitString) X(BoolExpr) \
  X(Boolean) X(BooleanTest) X(CTECycleClause) X(CTESearchClause) X(CaseExpr) X(CaseWhen) X(CoalesceExpr) \
  X(CollateClause) X(ColumnDef) X(ColumnRef) X(CommonTableExpr) X(CreateTableAsStmt) X(CurrentOfExpr) \
  X(DeclareCursorStmt) X(DeleteStmt) X(ExplainStmt) X(Float) X(FuncCall) X(GroupingFunc) X(GroupingSet) X(IndexElem) \
  X(InferClause) X(InsertStmt) X(Integer) X(IntoClause) X(JoinExpr) X(JsonAggConstructor) X(JsonArrayAgg) \
  X(JsonArrayConstructor) X(JsonArrayQueryConstructor) X(JsonFuncExpr) X(JsonIsPredicate) X(JsonKeyValue) \
  X(JsonObjectAgg) X(JsonObjectConstructor) X(JsonParseExpr) X(JsonScalarExpr) X(JsonSerializeExpr) X(JsonTable) \
  X(JsonTableColumn) X(JsonValueExpr) X(List) X(LockingClause) X(MergeStmt) X(MergeWhenClause) X(MinMaxExpr) \
  X(MultiAssignRef) X(NamedArgExpr) X(NullTest) X(OnConflictClause) X(ParamRef) X(RangeFunction) X(RangeSubselect) \
  X(RangeTableFunc) X(RangeTableFuncCol) X(RangeTableSample) X(RangeVar) X(ResTarget) X(RowExpr) X(SQLValueFunction) \
  X(SelectStmt) X(SetToDefault) X(SortBy) X(String) X(SubLink) X(TypeCast) X(TypeName) X(UpdateStmt) X(ViewStmt) \
  X(WindowDef) X(WithClause) X(XmlExpr) X(XmlSerialize)

#define TOLLGATE_FIELD_KEYS(X) \
  X(coldefexpr) X(colexpr) X(coltype) X(context_item) X(docexpr) X(passing) X(is_rowsfrom) X(exprs) X(action) \
  X(agg_distinct) X(agg_filter) X(agg_order) X(agg_star) X(agg_within_group) X(alias) X(aliases) X(aliascolnames) \
  X(aliasname) X(all) X(arg) X(args) X(argnumber) X(arrayBounds) X(boolop) X(booltesttype) X(boolval) X(bsval) \
  X(catalogname) X(colname) X(colnames) X(colNames) X(colno) X(coldeflist) X(collname) X(cols) X(columns) \
  X(commandType) X(condition) X(constructor) X(content) X(ctecolnames) X(ctematerialized) X(ctename) X(ctequery) \
  X(ctes) X(cycle_clause) X(cycle_col_list) X(cycle_mark_column) X(cycle_mark_default) X(cycle_mark_value) \
  X(cycle_path_column) X(defresult) X(distinctClause) X(elements) X(endOffset) X(expr) X(fields) X(for_ordinality) \
  X(frameOptions) X(fromClause) X(func_variadic) X(funcformat) X(funcname) X(functions) X(fval) X(groupClause) \
  X(groupDistinct) X(havingClause) X(indexElems) X(indirection) X(infer) X(inh) X(into) X(intoClause) X(isNatural) \
  X(is_slice) X(isnull) X(items) X(ival) X(join_using_alias) X(joinCondition) X(jointype) X(kind) X(larg) X(lateral) \
  X(lexpr) X(lidx) X(limitCount) X(limitOffset) X(limitOption) X(lockedRels) X(lockingClause) X(matched) \
  X(matchKind) X(mergeWhenClauses) X(method) X(name) X(named_args) X(names) X(namespaces) X(ncolumns) X(node) \
  X(nulls_ordering) X(nulltesttype) X(number) X(objtype) X(onConflictClause) X(op) X(operName) X(orderClause) \
  X(ordinality) X(over) X(override) X(partitionClause) X(pct_type) X(query) X(quals) X(rarg) X(recursive) X(refname) \
  X(rel) X(relation) X(relname) X(repeatable) X(result) X(returningClause) X(returningList) X(rexpr) X(rowexpr) \
  X(row_format) X(rowtype) X(schemaname) X(search_breadth_first) X(search_clause) X(search_col_list) \
  X(search_seq_column) X(selectStmt) X(setof) X(sortClause) X(sortby_dir) X(sortby_nulls) X(source) \
  X(sourceRelation) X(startOffset) X(subLinkType) X(subquery) X(subselect) X(sval) X(targetList) X(testexpr) \
  X(typeName) X(typmod) X(typmods) X(uidx) X(useOp) X(usingClause) X(val) X(values) X(valuesLists) X(view) X(viewQuery) \
  X(viewaliases) X(whenClause) X(whereClause) X(windowClause) X(withClause) X(xmloption)
// NOLINTEND(cppcoreguidelines-macro-usage)
// clang-format on
